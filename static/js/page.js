// Comforts of every page. Each page works without them.

// The summary of errors, or a question to answer first, takes the focus, for browsers that ignore `autofocus` outside a control.
const first = document.querySelector("[data-takes-focus]");
if (first) first.focus();

// A slow link invites a second click: a form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  // A file to download leaves the page where it is: the form may be sent again.
  setTimeout(() => release(form), 8000);
});

// Coming back with « Précédent » finds the form ready again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The account menu closes with Échap or a click elsewhere.
const account = document.querySelector("details.account");
if (account) {
  document.addEventListener("click", (event) => {
    if (!account.contains(event.target)) account.open = false;
  });
  account.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      account.open = false;
      account.querySelector("summary").focus();
    }
  });
}

// A long reading goes on by itself, one part at a time.
document.querySelector("form[data-continues]")?.requestSubmit();
