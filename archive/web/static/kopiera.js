/* Copies the text that a button names, and says so. Without this file the text is there to be marked by hand. */
"use strict";

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.textContent.trim()); // needs https or this machine
    return true;
  } catch {
    getSelection().selectAllChildren(text);
    return false;
  }
}

for (const button of document.querySelectorAll("button[data-kopiera]")) {
  const text = document.getElementById(button.dataset.kopiera);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = await copied(text) ? button.dataset.klart : button.dataset.markerat;
    button.nextElementSibling.textContent = said;
  });
}
