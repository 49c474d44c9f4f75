// The document beside the chat (over it where the window is narrow), scrolled to the highlighted passage.
const panel = document.getElementById("rude");
const title = document.getElementById("rude-titel");
const body = document.getElementById("rude-tekst");
const page = document.getElementById("rude-side");
const close = document.getElementById("rude-luk");
const WIDE = matchMedia("(min-width: 64rem)");
const kept = new Map();
let opener = null;
let latest = 0;

async function document_(address) {
  const path = address.href.split("#")[0];
  if (!kept.has(path)) {
    const response = await fetch(path, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    kept.set(path, new DOMParser().parseFromString(await response.text(), "text/html"));
  }
  return kept.get(path);
}

export async function openPanel(link, back) {
  const address = new URL(link.href, location.href);
  const mine = (latest += 1);
  let made;
  try {
    made = await document_(address);
    // Another was opened while this one was on its way: that one is what is wanted now.
    if (mine !== latest) return;
  } catch {
    if (mine !== latest) return;
    location.assign(address); // the page of its own says what is wrong
    return;
  }
  const text = made.querySelector("article.dokument");
  if (!text) {
    location.assign(address);
    return;
  }
  opener = back;
  title.textContent = made.querySelector("h1")?.textContent ?? "Dokument";
  page.href = address.href;
  const shown = document.importNode(text, true);
  // The explanations these links lead to stand on the document's own page only.
  for (const word of shown.querySelectorAll("a[href^='#']")) word.replaceWith(...word.childNodes);
  body.replaceChildren(shown);
  if (!panel.open) WIDE.matches ? panel.show() : panel.showModal();
  const mark = body.querySelector("#citat");
  if (mark) {
    const top = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
    body.scrollTop += top - body.clientHeight / 3;
    mark.focus({ preventScroll: true });
  } else {
    body.scrollTop = 0;
    title.focus({ preventScroll: true });
  }
}

function shut() {
  panel.close();
}

panel?.addEventListener("close", () => {
  if (panel.open) return; // only moved from beside the chat to over it, or back
  body.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
});
close?.addEventListener("click", shut);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel?.open && !panel.matches(":modal")) shut();
});
WIDE.addEventListener("change", () => {
  if (!panel?.open) return;
  panel.close();
  WIDE.matches ? panel.show() : panel.showModal();
});
