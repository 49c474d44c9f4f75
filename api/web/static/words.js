// A word's explanation where it stands, in a box that closes with Esc; without scripts the link leads to it.
const box = document.getElementById("ordboks");
const name = document.getElementById("ordboksnavn");
const words = document.getElementById("ordbokstekst");
let opener = null;

function show(link) {
  const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!entry) return false;
  opener?.setAttribute("aria-expanded", "false");
  opener = link;
  name.textContent = entry.querySelector("dt").textContent;
  words.replaceChildren(...[...entry.querySelector("dd").childNodes].map((node) => node.cloneNode(true)));
  words.querySelector(".ordveje a[href^='#']")?.remove();
  box.showPopover();
  link.setAttribute("aria-expanded", "true");
  box.focus();
  return true;
}

if (box.showPopover) {
  for (const link of document.querySelectorAll(".ordlink")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-haspopup", "dialog");
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".ordlink");
    if (link && show(link)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.closest?.(".ordlink")) {
      event.preventDefault();
      show(event.target);
    }
  });
  document.getElementById("ordboksluk").addEventListener("click", () => box.hidePopover());
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    opener?.setAttribute("aria-expanded", "false");
    if (box.contains(document.activeElement) || document.activeElement === document.body) opener?.focus();
  });
}
