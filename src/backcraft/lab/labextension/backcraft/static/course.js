// The extension: finds the lessons among the open notebooks and gives the window to the one in front.
import { Chrome } from "./chrome.js";
import { Lesson } from "./lesson.js";

function pageConfig() {
  const node = document.getElementById("jupyter-config-data");
  return node ? JSON.parse(node.textContent) : {};
}

// What the extension asks of the server, and how lessons are reached in this application.
function makeServer(app, page) {
  const { serverSettings } = app.serviceManager;
  const base = serverSettings.baseUrl;
  async function ask(query, init = {}) {
    const headers = { ...(serverSettings.token ? { Authorization: `token ${serverSettings.token}` } : {}) };
    const xsrf = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/);
    if (xsrf) headers["X-XSRFToken"] = xsrf[1];
    const answer = await fetch(`${base}backcraft/folder${query}`, { cache: "no-store", credentials: "same-origin", ...init, headers });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }
  const classic = page.notebookPage !== undefined;
  const encoded = (path) => path.split("/").map(encodeURIComponent).join("/");
  const address = (path) => `${base}${classic ? "notebooks" : "doc/tree"}/${encoded(path)}`;
  return {
    facts: (path) => ask(`?path=${encodeURIComponent(path)}`),
    accept: (path) => ask("", { method: "POST", body: JSON.stringify({ path }) }),
    page: address,
    async open(path, from) {
      if (classic) {
        location.assign(address(path));
        return;
      }
      await app.commands.execute("docmanager:open", { path });
      from.close();
    },
  };
}

function style(here) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("course.css", here).href;
  document.head.append(link);
}

export function plugins({ application, cells, notebook, widgets, here }) {
  const page = pageConfig();
  if (!page.backcraft) {
    console.warn("backcraft: its server extension is not enabled, so lessons open as plain notebooks");
    return [];
  }
  const { words } = page.backcraft;
  const lessons = new Map();
  const front = (app) => lessons.get(app.shell.currentWidget) ?? null;
  let current = null;

  const course = {
    id: "backcraft:course",
    autoStart: true,
    requires: [notebook.INotebookTracker],
    activate(app, tracker) {
      style(here);
      const server = makeServer(app, page);
      const chrome = new Chrome(app, widgets);
      current = () => front(app);
      // A tab of the browser is named after the lesson; JupyterLab writes the file's name there, now and then.
      const name = () => {
        const lesson = front(app);
        if (lesson?.bar && document.title !== lesson.title) document.title = lesson.title;
      };
      new MutationObserver(name).observe(document.querySelector("title"), { childList: true });
      const arrange = () => {
        const lesson = front(app);
        chrome.apply(lesson?.bar && !lesson.everything ? lesson.panel : null);
        name();
      };
      const attach = async (panel) => {
        await panel.context.ready;
        if (panel.isDisposed || typeof panel.model.getMetadata("backcraft")?.lesson !== "string") return;
        const lesson = new Lesson({ app, panel, libs: { cells, widgets }, words, server, shown: arrange });
        lessons.set(panel, lesson);
        panel.disposed.connect(() => {
          lessons.delete(panel);
          arrange();
        });
        await lesson.open();
      };
      tracker.widgetAdded.connect((_, panel) => attach(panel));
      tracker.forEach(attach);
      app.shell.currentChanged?.connect(arrange);
      app.shell.layoutModified?.connect(arrange);
      app.restored.then(arrange);
      guardKeys(app, () => front(app));
    },
  };

  // Where the server is away, the bar of the lesson in front says so; elsewhere JupyterLab's dialog does.
  // A hub has a handler of its own, which can start the server again: that one stays.
  const connection = {
    id: "backcraft:connection",
    autoStart: false,
    provides: application.IConnectionLost,
    activate: () => async (...told) => (current?.() ? undefined : application.ConnectionLost(...told)),
  };
  return page.hubPrefix || !application.IConnectionLost ? [course] : [course, connection];
}

// In the course no key is a command of JupyterLab's: "D D" deletes nothing, and Ctrl-S saves in our way.
function guardKeys(app, front) {
  const process = app.commands.processKeydownEvent.bind(app.commands);
  const elsewhere = (event) => event.target instanceof Element && event.target.closest(".jp-Dialog, .lm-Menu") !== null;
  app.commands.processKeydownEvent = (event) => {
    const lesson = front();
    if (!lesson?.bar || elsewhere(event)) {
      process(event);
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      event.stopPropagation();
      lesson.save();
      return;
    }
    if (lesson.everything) process(event);
  };
}

