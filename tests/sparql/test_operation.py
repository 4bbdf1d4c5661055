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
    form = "".join(pieces)
    expected = parse_qs(form, keep_blank_values=True)
    # A field without a name and without a value is left out there.
    found = {name: values for name, values in _fields(form.encode()).items() if name}
    assert found == {name: values for name, values in expected.items() if name}
