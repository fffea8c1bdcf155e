// Runs a lesson's cells, and again whenever its kernel comes back: after a restart, a crash, or a lost server.
export const KERNEL = "backcraft";
const LOOK = [500, 1000, 2000, 4000];
const AWAY = new Set(["restarting", "autorestarting", "terminating"]);

export class Runner {
  // changed(state) hears "starting" | "away" | "running" | "ready" | "failed".
  constructor({ panel, sessions, execute, changed }) {
    Object.assign(this, { panel, sessions, execute, changed, session: panel.sessionContext });
    this.due = true;
    this.busy = false;
    this.closed = false;
    this.opened = false;
    this.failing = 0;
    this.state = "";
    const look = () => this.tend();
    this.session.statusChanged.connect((_, status) => {
      if (AWAY.has(status)) this.lost();
      look();
    });
    this.session.connectionStatusChanged.connect(look);
    // A restart that nobody told us of, because the connection was away just then: another process answers.
    this.session.iopubMessage.connect((_, message) => {
      if (this.ran && this.process && message.header.session !== this.process) {
        this.lost();
        look();
      }
    });
    this.session.kernelChanged.connect(() => {
      if (this.ran && this.session.session?.kernel?.id !== this.ran) this.lost();
      look();
    });
  }

  set(state) {
    if (this.state === state) return;
    this.state = state;
    this.changed(state);
  }

  lost() {
    this.due = true;
    this.failing = 0;
    this.ran = null;
    this.process = null;
    this.set("away");
  }

  async start() {
    this.set("starting");
    // JupyterLab first looks for a kernel that this notebook has already; changing it before would end that one.
    await this.session.ready;
    this.opened = true;
    this.tend();
  }

  // A person asks for another go after a failure.
  async again() {
    this.failing = 0;
    this.due = true;
    this.set("starting");
    await this.session.restartKernel();
    this.tend();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  // Looks at the kernel and does the next thing there is to do; safe to call at any time.
  async tend() {
    if (this.busy || this.closed || !this.opened) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      await this.step();
    } catch (error) {
      console.warn("backcraft: the kernel is not there yet", error);
      this.wait();
    } finally {
      this.busy = false;
    }
  }

  wait() {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tend(), LOOK[Math.min(this.failing++, LOOK.length - 1)]);
  }

  async step() {
    const kernel = this.session.session?.kernel ?? null;
    if (kernel && kernel.name === KERNEL && kernel.connectionStatus === "connected" && kernel.status !== "dead") {
      if (AWAY.has(kernel.status) || kernel.status === "unknown") return this.wait();
      if (this.due) await this.run(kernel);
      else if (this.state === "away") this.set("ready");
      if (this.due) this.wait();
      else this.failing = 0;
      return undefined;
    }
    if (this.ran) this.set("away");
    // Whether the server is there at all: every step below shows a dialog of JupyterLab's own where it is not.
    await this.sessions.refreshRunning();
    const current = this.session.session?.kernel ?? null;
    if (!current || current.isDisposed || current.name !== KERNEL) {
      await this.session.changeKernel({ name: KERNEL });
    } else if (current.status === "dead") {
      await this.session.restartKernel();
    } else if (current.connectionStatus === "disconnected") {
      await current.reconnect();
    }
    this.wait();
    return undefined;
  }

  async run(kernel) {
    this.due = false;
    this.ran = kernel.id;
    this.set("running");
    const cells = this.panel.content.widgets.filter((cell) => cell.model.type === "code");
    const replies = await Promise.all(cells.map((cell) => this.execute(cell, this.session).catch(() => null)));
    if (this.closed || this.due) return;
    if (replies.some((reply) => reply === null || reply === undefined)) {
      // The kernel went away while it ran: once more when it is back.
      this.due = true;
    } else {
      this.process = replies[0]?.header.session ?? null;
      this.set(replies.some((reply) => reply.content.status !== "ok") ? "failed" : "ready");
    }
  }
}
