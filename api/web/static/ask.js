// The page Spørg: questions sent without leaving the page; the other modules act on what stands there.
import { answer } from "./answering.js";
import { copyButtons } from "./copy.js";
import { chosenFilters, showFilters } from "./filters.js";
import { turnForms } from "./forms.js";
import { sources } from "./sources.js";

document.documentElement.classList.add("script");
const form = document.getElementById("spoerg");
const talk = document.getElementById("samtale");
const notice = document.getElementById("melding");
const stop = document.getElementById("stop");
const field = form.elements.q;
const button = form.querySelector("button[type=submit]:not([name])");
let running = null;

function say(text) {
  notice.textContent = text;
}

function busy(on) {
  // What was pressed is gone or about to go: the keyboard stays where it can act, and where a reader moved it meanwhile.
  const left = [stop, document.body].includes(document.activeElement);
  stop.hidden = !on;
  button.disabled = on;
  if (on) stop.focus({ preventScroll: true });
  else if (left) field.focus({ preventScroll: true });
}

// Whether the question is to be sent though it may be about a private person.
const personal = document.getElementById("personlig");

function askFirst(text) {
  document.getElementById("personlig-tekst").textContent = text;
  personal.hidden = false;
  say(text);
}

async function ask(confirmed) {
  const asked = { message: field.value.trim(), confirm_personal: confirmed, ...chosenFilters(form) };
  personal.hidden = true;
  for (const part of document.querySelectorAll(".forside, #venter")) part.remove();
  const head = document.querySelector("h1");
  head.textContent = "Samtale";
  head.className = "skjult";
  for (const fault of document.querySelectorAll(".chat > .besked.fejl")) fault.remove();
  field.removeAttribute("aria-invalid");
  running = new AbortController();
  busy(true);
  try {
    const done = await answer(asked, { talk, say, signal: running.signal, conversation: form.elements.samtale, askFirst });
    if (done) {
      document.getElementById("samtalelinje").hidden = false;
      document.getElementById("hent").href = `/api/conversations/${done.conversation_id}/export?format=md`;
      // The next question may have been begun while this one was answered.
      if (field.value.trim() === asked.message) field.value = "";
      form.querySelector("label[for=q]").textContent = "Spørg videre";
    }
  } finally {
    busy(false);
    if (!personal.hidden) personal.focus();
  }
}

// An answer asked for in the address gets an address of its own, so that reloading does not ask again.
if (location.pathname === "/" && form.elements.samtale.value) {
  history.replaceState(null, "", `/samtale/${form.elements.samtale.value}`);
}
stop.addEventListener("click", () => running?.abort());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!button.disabled && field.value.trim()) ask(event.submitter?.name === "bekraeftet");
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-udskriv]")) print();
  const suggestion = event.target.closest(".forslag a");
  if (!suggestion || event.ctrlKey || event.metaKey || event.shiftKey || button.disabled) return;
  event.preventDefault();
  field.value = suggestion.textContent;
  form.requestSubmit();
});
showFilters(form, document.getElementById("valgte"));
sources(talk);
copyButtons(talk, say);
turnForms(talk, say);
