"use strict";
// Shows what plays. Asks as often as the gateway's X-Poll-After says.
{
  const box = document.querySelector(".np");
  const art = box.querySelector(".np-art");
  const hideIdle = box.dataset.hideIdle === "true";
  const pictures = ["https://lastfm.freetls.fastly.net/", "https://lastfm-img.freetls.fastly.net/"];

  const show = (title, artist, image) => {
    box.querySelector(".np-title").textContent = title;
    box.querySelector(".np-artist").textContent = artist;
    const known = pictures.some((host) => image.startsWith(host));
    art.hidden = !known;
    if (known && art.src !== image) art.src = image;
  };

  const seconds = (response, name) => {
    const number = Number(response.headers.get(name));
    return number > 0 ? Math.min(Math.max(number, 5), 300) : 0;
  };

  const poll = async () => {
    let wait = 60;
    try {
      // "no-cache" revalidates: the browser sends If-None-Match, and a 304 brings the stored answer.
      const response = await fetch("now-playing", { cache: "no-cache", credentials: "omit" });
      wait = seconds(response, "Retry-After") || seconds(response, "X-Poll-After") || wait;
      const now = await response.json();
      box.dataset.status = now.status || "unavailable";
      if (response.status === 401 || response.status === 403) {
        show(response.status === 401 ? "This share token is not valid" : "This user hides listening", "", "");
        box.hidden = false;
      } else if (response.ok) {
        show(now.title, now.artist, now.image);
        box.hidden = !now.title || (hideIdle && !now.playing);
      }
    } catch {
      // Not reachable: what is shown stays, and the next turn asks again.
    }
    setTimeout(poll, wait * 1000);
  };
  art.addEventListener("error", () => (art.hidden = true));
  poll();
}
