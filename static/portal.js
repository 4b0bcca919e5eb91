/* Extras. Every page works without this file. */
(() => {
  const status = document.getElementById("status");
  const on = (name, act) => document.addEventListener(name, act);

  /* A part was swapped (htmx names events with its metaCharacter): focus and say what is marked. */
  on("htmx-after-swap", () => {
    const [marked, said] = ["focus", "say"].map((what) => document.querySelector(`[data-${what}]`));
    marked?.focus();
    marked?.removeAttribute("data-focus");
    if (said) status.textContent = said.dataset.say;
    said?.removeAttribute("data-say");
  });

  /* The portal did not answer: say so beside the form, which keeps what was typed. */
  ["htmx-error", "htmx-response-error"].forEach((name) => on(name, (event) => {
    if (event.detail?.ctx?.response?.status < 500) return;
    const note = Object.assign(document.createElement("p"), { className: "err failed" });
    note.textContent = status.textContent = status.dataset.failed;
    (event.target.closest?.("form") ?? document.getElementById("main")).append(note);
  }));
  on("htmx-before-request", () => document.querySelectorAll(".failed").forEach((it) => it.remove()));

  /* A form that the browser sends itself: pressed twice at once, it is sent once. */
  on("submit", (event) => {
    const { method, dataset } = event.target;
    if (method !== "post" || dataset.hxPost) return;
    if (dataset.sent) event.preventDefault();
    dataset.sent = "yes";
    setTimeout(() => delete dataset.sent, 4000);
  });

  /* Letter keys in the queue, only while focus is in an action and nothing is typed (WCAG 2.1.4). */
  on("keydown", (event) => {
    const claim = event.target.closest?.(".claim");
    const isTyping = event.target.matches?.("select, textarea, input:not([type=radio])");
    if (!claim || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const wanted = { a: "approve", q: "ask", d: "decline" }[key];
    const other = { j: claim.nextElementSibling, k: claim.previousElementSibling }[key];
    const choice = wanted
      ? claim.querySelector(`input[value=${wanted}]`)
      : other?.querySelector("input:checked") ?? other?.querySelector("input[type=radio]");
    choice?.focus();
    if (wanted) choice?.click();
    if (choice) event.preventDefault();
  });

  /* Another language: the form goes along and is only shown again, with what is typed. */
  on("click", (event) => {
    const to = event.target.closest?.("button[name=switch], .langs a[hreflang]");
    const form = to && (to.form ?? document.querySelector("main form.form"));
    if (!form) return;
    event.preventDefault();
    const value = to.value || to.hreflang;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "switch", value }));
    form.action = form.action.replace(/(\w)\/[^/]+/, `$1/${value}`);
    form.submit();
  });
})();
