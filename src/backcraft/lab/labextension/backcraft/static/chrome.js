// Gives the whole window to one lesson, and back. Everything beside the way from the window to the lesson is hidden
// by Lumino itself, so that the layout fills the room; the same in JupyterLab and Notebook 7.
const PATH = "bc-path";

export class Chrome {
  constructor(app, { DockPanel }) {
    Object.assign(this, { shell: app.shell, DockPanel });
    this.panel = null;
    this.hidden = new Set();
    this.mode = null;
    this.guard = (event) => this.stop(event);
  }

  apply(panel) {
    if (panel !== this.panel) {
      this.release();
      this.panel = panel;
      if (panel) this.take(panel);
    }
    if (panel) this.clear(panel);
  }

  take(panel) {
    document.body.classList.add("bc-window");
    if ("mode" in this.shell && this.shell.mode !== "single-document") {
      this.mode = this.shell.mode;
      this.shell.mode = "single-document";
    }
    for (const kind of ["mousedown", "dblclick"]) panel.content.outerNode.addEventListener(kind, this.guard);
    panel.node.addEventListener("contextmenu", this.guard, true);
  }

  // Hides whatever stands beside the lesson now; JupyterLab shows some of it late, so this runs again then.
  clear(panel) {
    for (let widget = panel; widget; widget = widget.parent) {
      widget.node.classList.add(PATH);
      const { parent } = widget;
      if (!parent?.layout || parent instanceof this.DockPanel) continue;
      for (const other of [...parent.layout]) {
        if (other === widget || other.isHidden) continue;
        other.hide();
        this.hidden.add(other);
      }
    }
  }

  release() {
    const { panel, mode } = this;
    if (!panel) return;
    this.panel = null;
    document.body.classList.remove("bc-window");
    for (const node of document.querySelectorAll(`.${PATH}`)) node.classList.remove(PATH);
    for (const kind of ["mousedown", "dblclick"]) panel.content.outerNode?.removeEventListener(kind, this.guard);
    panel.node.removeEventListener("contextmenu", this.guard, true);
    for (const other of this.hidden) if (!other.isDisposed) other.show();
    this.hidden.clear();
    if (mode) this.shell.mode = mode;
    this.mode = null;
  }

  // The notebook selects, drags and opens cells by mouse, and JupyterLab has a menu for them; widgets inside a cell
  // have had the event by now (the menu's is stopped on the way in, so that the browser's own appears).
  stop(event) {
    event.stopPropagation();
  }
}
