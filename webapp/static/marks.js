// From mark to mark: what the link to the first one does for whoever has no script, in both directions and counted.
"use strict";

const NAMES = { ko: ["이전 검색어", "다음 검색어"], en: ["Previous place", "Next place"] }[document.documentElement.lang];

document.querySelectorAll("[data-marks]").forEach((bar) => {
  const marks = [...document.querySelectorAll("mark[id^=mark-]")];
  let now = -1;

  const status = document.createElement("span");
  status.setAttribute("role", "status");

  const button = (sign, name, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", () => {
      now = now < 0 && step < 0 ? marks.length - 1 : (now + step + marks.length) % marks.length;
      marks.forEach((mark, place) => mark.classList.toggle("now", place === now));
      marks[now].scrollIntoView({ block: "center" });
      status.textContent = `${now + 1} / ${marks.length}`;
    });
    return made;
  };

  bar.querySelector("a").remove();
  bar.append(button("▲", NAMES[0], -1), button("▼", NAMES[1], 1), status);
});
