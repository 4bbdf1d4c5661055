// Elements without innerHTML: strings become text, whatever they hold.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** An element with attributes and children; empty ones are left out. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(key, value === true ? "" : `${value}`);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A link to another site; plain text where the address is not one of the web. */
export function link(url: string, text: string): HTMLElement {
  const safe = URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
  return safe ? el("a", { href: url, rel: "external noreferrer" }, text) : el("span", {}, text);
}

/** Names and values; pairs without a value are left out. */
export function pairs(...entries: [name: string, value: Child][]): HTMLElement | null {
  const given = entries.filter(([, value]) => value);
  return given.length
    ? el("dl", {}, ...given.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))
    : null;
}
