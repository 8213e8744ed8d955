"use strict";
// The viewer has no colours of its own for dark: it is told which to use.
{
  const viewer = document.querySelector("rapi-doc");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    viewer.setAttribute("theme", dark.matches ? "dark" : "light");
    viewer.setAttribute("primary-color", dark.matches ? "#ff8f85" : "#b00d05");
    viewer.setAttribute("bg-color", dark.matches ? "#141414" : "#ffffff");
    viewer.setAttribute("nav-bg-color", dark.matches ? "#212121" : "#f4f4f1");
    viewer.setAttribute("nav-text-color", dark.matches ? "#ededed" : "#1a1a1a");
    viewer.setAttribute("text-color", dark.matches ? "#ededed" : "#1a1a1a");
  };
  // Its navigation has no name, and the page has another one.
  viewer.addEventListener("spec-loaded", () => {
    viewer.updateComplete.then(() => {
      viewer.shadowRoot.querySelector("nav")?.setAttribute("aria-label", "Routes");
    });
  });
  dark.addEventListener("change", paint);
  paint();
}
