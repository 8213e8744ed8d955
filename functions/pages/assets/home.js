"use strict";
// The console: sends a request to this deployment, and shows what the gateway did.
{
  const form = document.getElementById("console");
  const choice = document.getElementById("route");
  const answer = document.getElementById("answer");
  const key = document.getElementById("key");
  const said = {
    HIT: "HIT: from the cache. Last.fm was not called.",
    MISS: "MISS: Last.fm was called, and the answer is stored.",
    STALE: "STALE: Last.fm could not be asked. This is an older answer.",
    BYPASS: "BYPASS: not a cached answer.",
  };
  const told = document.getElementById("told");
  let isBusy = false;
  const show = (name, text) => {
    document.getElementById("did-" + name).textContent = text || "–";
  };

  const choose = () => {
    for (const fields of form.querySelectorAll("fieldset[data-route]")) {
      const chosen = fields.dataset.route === choice.value;
      fields.hidden = fields.disabled = !chosen;
      if (chosen) form.action = fields.dataset.url;
    }
  };

  const pretty = (text) => {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  const ask = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    told.textContent = "";
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const url = form.action + "?" + query;
    const headers = key.value ? { Authorization: "Bearer " + key.value.trim() } : {};
    const started = performance.now();
    try {
      // The browser's own cache stays out of it: the gateway's cache is what is shown.
      const response = await fetch(url, { headers, cache: "no-store", credentials: "omit" });
      const text = await response.text();
      const took = Math.round(performance.now() - started);
      const header = (name) => response.headers.get(name);
      const age = header("Age");
      show("request", "GET " + url);
      show("status", String(response.status));
      const use = header("X-Cache");
      show("cache", said[use] || [use, header("Cache-Status")].filter(Boolean).join("; "));
      show("age", age === null ? "" : age + " s");
      const left = header("X-RateLimit-Remaining");
      show("left", left && left + " of " + header("X-RateLimit-Limit"));
      show("took", took + " ms");
      document.getElementById("body").textContent = pretty(text);
      told.textContent = [response.status, use, took + " ms"].filter(Boolean).join(", ");
    } catch (error) {
      show("request", "GET " + url);
      for (const name of ["cache", "age", "left", "took"]) show(name, "");
      show("status", "No answer: " + error.message);
      document.getElementById("body").textContent = "";
      told.textContent = "No answer";
    }
    isBusy = false;
    answer.hidden = false;
  };

  choice.parentElement.hidden = key.parentElement.hidden = false;
  choice.addEventListener("change", choose);
  form.addEventListener("submit", ask);
  choose();
}
// Copy buttons. Without a clipboard (plain http) they select the text.
for (const block of document.querySelectorAll(".copy")) {
  const button = block.querySelector("button");
  const text = block.querySelector("code");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}
