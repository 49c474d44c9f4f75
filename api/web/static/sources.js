// A citation chip: hover, focus or tap shows the quote and where it stands; opening it shows the document beside the chat.
import { openPanel } from "./panel.js";

const box = document.createElement("div");
box.className = "kilde-boks";
box.id = "kilde-boks";
box.hidden = true;
let owner = null;
let closing = 0;
let touched = false;

function source(chip) {
  const turn = chip.closest(".tur");
  const found = turn?.querySelector(`.kilder li[value="${CSS.escape(chip.dataset.kilde)}"]`);
  return found && [...found.children].map((part) => part.cloneNode(true));
}

function show(chip) {
  clearTimeout(closing);
  if (owner === chip) return;
  const parts = source(chip);
  if (!parts) return;
  hide();
  owner = chip;
  box.replaceChildren(...parts);
  const place = box.querySelector(".ophav a");
  if (place) place.dataset.kilde = chip.dataset.kilde;
  box.hidden = false;
  chip.setAttribute("aria-describedby", box.id);
  const at = chip.getBoundingClientRect();
  const margin = 16;
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - margin);
  const below = at.bottom + box.offsetHeight + margin < innerHeight || at.top < box.offsetHeight + margin;
  box.style.left = `${Math.max(margin, left) + scrollX}px`;
  box.style.top = `${(below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + scrollY}px`;
}

function hide() {
  clearTimeout(closing);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  box.hidden = true;
}

// Time to move the pointer from the chip into the box.
function hideSoon() {
  clearTimeout(closing);
  closing = setTimeout(hide, 250);
}

const chipOf = (event) => event.target.closest?.(".chip[data-kilde]");

export function sources(talk) {
  document.querySelector("main").append(box);
  talk.addEventListener("pointerover", (event) => {
    const chip = chipOf(event);
    if (chip && event.pointerType === "mouse") show(chip);
  });
  talk.addEventListener("pointerout", (event) => {
    if (chipOf(event) && event.pointerType === "mouse") hideSoon();
  });
  box.addEventListener("pointerenter", () => clearTimeout(closing));
  box.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
  talk.addEventListener("focusin", (event) => {
    const chip = chipOf(event);
    if (chip?.matches(":focus-visible")) show(chip);
  });
  talk.addEventListener("focusout", (event) => {
    if (chipOf(event) && !box.contains(event.relatedTarget)) hideSoon();
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
    if (!box.contains(event.target) && !chipOf(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    const back = box.contains(document.activeElement) ? owner : null;
    hide();
    back?.focus();
    event.stopImmediatePropagation();
  });
  const open = (event) => {
    const link = event.target.closest(".chip[data-kilde], .ophav a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    // The first tap shows the quote, the next opens the document.
    if (touched && event.detail && chipOf(event) && owner !== link) {
      show(link);
      return;
    }
    const back = box.contains(link) ? owner : link;
    hide();
    openPanel(link, back);
  };
  talk.addEventListener("click", open);
  box.addEventListener("click", open);
}
