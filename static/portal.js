/* Extras. Every page works without this file. */
(() => {
  const LETTERS = { a: "approve", q: "ask", d: "decline" };
  const STEPS = { j: "nextElementSibling", k: "previousElementSibling" };
  const status = document.getElementById("status");

  /* A part of the page was swapped: focus what the server marked, say what it wrote. */
  document.addEventListener("htmx:after:swap", () => {
    const [marked, said] = ["[data-focus]", "[data-say]"].map((it) => document.querySelector(it));
    if (marked) {
      marked.removeAttribute("data-focus");
      marked.focus();
    }
    if (said) {
      status.textContent = said.dataset.say;
      said.removeAttribute("data-say");
    }
  });

  /* The network or the portal did not answer: say so beside the form, which keeps what was typed. */
  const fail = (event) => {
    const answer = event.detail?.ctx?.response;
    if (answer && answer.status < 500) return;
    const note = document.createElement("p");
    note.className = "err failed";
    note.textContent = status.textContent = status.dataset.failed;
    (event.target.closest?.("form") ?? document.getElementById("main")).append(note);
  };
  document.addEventListener("htmx:error", fail);
  document.addEventListener("htmx:response:error", fail);
  document.addEventListener("htmx:before:request", () => {
    document.querySelectorAll(".failed").forEach((note) => note.remove());
  });

  /* Letter keys in the queue, only while focus is inside an action and nothing is typed (WCAG 2.1.4). */
  document.addEventListener("keydown", (event) => {
    const claim = event.target.closest?.(".claim");
    const isTyping = event.target.matches?.("select, textarea, input:not([type=radio])");
    if (!claim || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const next = STEPS[key] && claim[STEPS[key]];
    const choice = LETTERS[key]
      ? claim.querySelector(`input[value="${LETTERS[key]}"]`)
      : next?.querySelector("input:checked") ?? next?.querySelector("input[type=radio]");
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    if (LETTERS[key]) choice.click();
  });

  /* Another language: the form goes along and is only shown again, with what is typed. */
  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("button[name=switch], .langs a[hreflang]");
    const form = to && (to.form ?? document.querySelector("main form.form"));
    if (!form) return;
    event.preventDefault();
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "switch" });
    field.value = to.value || to.hreflang;
    form.append(field);
    form.action = form.action.replace(/(\w)\/[^/]+/, `$1/${field.value}`);
    form.submit();
  });
})();
