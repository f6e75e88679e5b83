/* Keeps what is under way fresh. Without this file there is a link that does. Never takes the focus from anybody. */
"use strict";

const SECONDS = 3;
const MOST_SECONDS = 60;

for (const place of document.querySelectorAll("[data-levande]")) {
  let wait = SECONDS;
  const begun = place.querySelector("[role=status]").textContent;

  const shown = (text) => {
    if (place.contains(document.activeElement)) {
      return; // somebody stands in it
    }
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of ["[role=status]", "[data-rest]"]) {
      const [news, old] = [fresh, place].map((each) => each.querySelector(part));
      if (news && old && news.innerHTML !== old.innerHTML) {
        old.innerHTML = news.innerHTML; // only what is new is read out
      }
    }
  };

  const aged = () => {
    if (place.querySelector("[role=status]").textContent !== begun) {
      document.querySelector("[data-nytt]").hidden = false; // what stands below was read before
    }
  };

  const look = async () => {
    try {
      const answer = document.hidden ? null : await fetch(place.dataset.levande, { headers: { Accept: "text/html" } });
      if (answer && [401, 403].includes(answer.status)) {
        return; // logged out: stop asking
      }
      if (answer && answer.ok && !answer.redirected) {
        shown(await answer.text());
        aged();
        wait = SECONDS;
      }
    } catch {
      wait = Math.min(wait * 2, MOST_SECONDS); // the server is away; ask more seldom
    }
    setTimeout(look, wait * 1000);
  };
  setTimeout(look, wait * 1000);
}
