// Copies an answer with its sources, formatted for a letter or a case file and as plain text.
function escaped(text) {
  const holder = document.createElement("div");
  holder.textContent = text;
  return holder.innerHTML;
}

// The part without anything to press; each chip becomes [n].
function bare(part) {
  const made = part.cloneNode(true);
  for (const chip of made.querySelectorAll(".chip")) chip.replaceWith(`[${chip.textContent.trim()}]`);
  for (const tool of made.querySelectorAll(".ret, .tegning, .beregningskilder, button, form")) tool.remove();
  for (const each of made.querySelectorAll("*")) {
    for (const name of each.getAttributeNames()) if (name !== "value" && name !== "href") each.removeAttribute(name);
  }
  return made;
}

function parts(turn) {
  const question = turn.querySelector(".spurgt").lastChild.textContent;
  const answer = bare(turn.querySelector(".svar"));
  const sources = [...turn.querySelectorAll(".kilder li")].map((item) => {
    const link = item.querySelector(".ophav a");
    const where = [...item.querySelectorAll(".ophav > *")].map((each) => each.textContent.trim()).join(", ");
    return { n: item.value, quote: item.querySelector("blockquote").textContent.trim(), where, href: link.href };
  });
  return { question, answer, sources, about: turn.querySelector(".omsvar").textContent.trim() };
}

// The answer as lines: paragraphs apart, list items and quotes on lines of their own.
function lines(node) {
  const out = [];
  const walk = (at, mark) => {
    for (const child of at.children) {
      if (/^(UL|OL|BLOCKQUOTE|TABLE|THEAD|TBODY)$/.test(child.tagName)) walk(child, child.tagName === "UL" || child.tagName === "OL" ? "- " : mark);
      else if (child.tagName === "TR") out.push([...child.children].map((cell) => cell.textContent.trim()).join("\t"));
      else out.push(mark + child.textContent.trim().replace(/\s+/g, " "));
    }
  };
  walk(node, "");
  return out;
}

export function asText(turn) {
  const { question, answer, sources, about } = parts(turn);
  const listed = sources.map((each) => `[${each.n}] »${each.quote}« ${each.where}. ${each.href}`);
  return [question, "", ...lines(answer), "", ...(listed.length ? ["Kilder", ...listed, ""] : []), about].join("\n");
}

export function asHtml(turn) {
  const { question, answer, sources, about } = parts(turn);
  const listed = sources.map(
    (each) => `<p>[${each.n}] »${escaped(each.quote)}« <a href="${escaped(each.href).replaceAll('"', "&quot;")}">${escaped(each.where)}</a></p>`,
  );
  return `<p><b>${escaped(question)}</b></p>${answer.innerHTML}${listed.length ? `<p><b>Kilder</b></p>${listed.join("")}` : ""}<p><i>${escaped(about)}</i></p>`;
}

async function copy(turn) {
  const html = asHtml(turn);
  const text = asText(turn);
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const kinds = { "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([text], { type: "text/plain" }) };
    try {
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
      return true;
    } catch {
      // Not allowed here: the older way needs no permission.
    }
  }
  let done = false;
  const fill = (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", fill, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}

export function copyButtons(talk, say) {
  talk.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-kopier]");
    if (!button) return;
    const done = await copy(button.closest(".tur"));
    const told = done ? "Kopieret" : "Browseren tillader ikke at kopiere her";
    button.textContent = told;
    say(done ? "Svaret er kopieret med kilder" : told);
    setTimeout(() => { button.textContent = "Kopiér med kilder"; }, 3000);
  });
}
