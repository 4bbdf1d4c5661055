from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import example, given
from hypothesis import strategies as st

from sarcomakg.sparql.operation import _fields


@given(
    st.lists(
        st.sampled_from(
            ["a", "=", "&", "+", "%", "%20", "%3D", "%26", "%0A", "%c3%A9", "%ff", "\n", "\r", "é", "query"]
        )
    )
)
@example(["a", "=", "%", "=", "%"])
@example(["a", "=", "5", "0", "%", "+", "=", "\n"])
def test_a_form_is_read_as_the_standard_library_reads_it(pieces: list[str]) -> None:
    form = "".join(pieces).encode()
    expected = parse_qs(form.decode("latin-1").encode("latin-1"), keep_blank_values=True)
    found = {name: values for name, values in _fields(form).items() if name or any(values)}
    assert {n: v for n, v in found.items() if n} == {
        n.decode(errors="replace"): [x.decode(errors="replace") for x in v] for n, v in expected.items() if n
    }
