// The forms in a turn, sent without leaving the page: corrected figures become a turn of their own, a rating is kept.
import { announce } from "./answering.js";

async function posted(form, submitter) {
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, submitter)) });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function fault(form, text, say) {
  form.querySelector(".besked")?.remove();
  const told = document.createElement("p");
  told.className = "besked fejl";
  told.setAttribute("role", "alert");
  told.textContent = text;
  (form.querySelector(".knapper:last-of-type") ?? form.lastElementChild).before(told);
  say("");
}

// The figures again; the field a refusal names gets the focus.
async function compute(form, submitter, talk, say) {
  const page = await posted(form, submitter);
  const wrong = page.querySelector(".besked.fejl p");
  if (wrong) {
    fault(form, wrong.textContent, say);
    form.querySelector("input, select")?.focus();
    return;
  }
  form.querySelector(".besked")?.remove();
  const made = [...page.querySelectorAll(".tur")].at(-1);
  talk.append(made);
  made.classList.add("ny");
  made.scrollIntoView({ block: "start" });
  made.focus({ preventScroll: true });
  announce(made, say);
}

async function rate(form, submitter, say) {
  const page = await posted(form, submitter);
  const wrong = page.querySelector(".besked.fejl p");
  if (wrong) {
    fault(form, wrong.textContent, say);
    return;
  }
  const box = form.closest(".vurdering");
  const now = document.importNode(page.getElementById(box.id), true);
  box.replaceWith(now);
  now.querySelector("summary").focus();
  say("Tak. Vurderingen er gemt.");
}

// Sent, and not answered yet: pressed once more, nothing is sent twice.
const under = new WeakSet();

export function turnForms(talk, say) {
  talk.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".retform, .vurderform, .hjalpform")) return;
    event.preventDefault();
    if (under.has(form)) return;
    under.add(form);
    try {
      await (form.matches(".retform") ? compute(form, event.submitter, talk, say) : rate(form, event.submitter, say));
    } catch {
      fault(form, "Der er ingen forbindelse til serveren. Prøv igen om lidt.", say);
    } finally {
      under.delete(form);
    }
  });
}
