// The slim bar above a lesson, and the banner that says why a lesson does not run.
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export class Bar {
  // home: {href, open} or null; toggle() switches between the course and everything.
  constructor({ words, title, home, toggle }) {
    this.words = words;
    this.line = el("span", { class: "bc-bar-line", role: "status" });
    this.button = el("button", { type: "button", class: "bc-bar-button", onclick: toggle });
    this.banner = el("div", { class: "bc-banner-place" });
    const back = home && el("a", {
      class: "bc-bar-home", href: home.href,
      onclick: (event) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        home.open();
      },
    }, el("span", { "aria-hidden": "true" }, "\u2039"), ` ${words["lab.home"]}`);
    this.node = el("div", { class: "bc-bar-place" },
      el("div", { class: "bc-bar", role: "region", "aria-label": words["lab.bar"] },
        ...(back ? [back] : []), el("span", { class: "bc-bar-title" }, title), this.line, this.button),
      this.banner);
  }

  set everything(shown) {
    this.button.textContent = this.words[shown ? "lab.course_view" : "lab.show_all"];
  }

  say(key) {
    const text = key ? this.words[key] : "";
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  // action: {key, run} or null
  warn(key, action = null) {
    const parts = [el("p", {}, this.words[key])];
    if (action) {
      parts.push(el("button", { type: "button", class: "bc-bar-button bc-mod-strong", onclick: action.run }, this.words[action.key]));
    }
    this.banner.replaceChildren(el("div", { class: "bc-banner", role: "alert" }, ...parts));
  }

  calm() {
    this.banner.replaceChildren();
  }
}
