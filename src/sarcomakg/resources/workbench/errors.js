// What the server says against a query, with a way to the place that it speaks of.

const PLACE = /^error at (\d+):(\d+): /;
// The classes of characters that the parser would have taken too come last, and help nobody.
const CLASSES = /,? \[[^]*$/;

/** Return the error as an element for YASR. */
export async function explain({ text = "" }, tab) {
  const said = document.createElement("div");
  said.className = "refused";
  said.setAttribute("role", "alert");
  const [found, line, column] = PLACE.exec(text) ?? [];
  const message = document.createElement("p");
  message.textContent = found ? text.slice(found.length).replace(CLASSES, "") : text || "The server does not answer.";
  if (!found) {
    said.append(message);
    return said;
  }
  const place = document.createElement("button");
  place.type = "button";
  place.textContent = `Line ${line}, column ${column}`;
  place.addEventListener("click", () => {
    const editor = tab.getYasqe();
    editor.focus();
    editor.getDoc().setCursor({ line: line - 1, ch: column - 1 });
  });
  said.append(place, message);
  return said;
}
