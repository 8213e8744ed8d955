// The configurator: shows the card that the form describes, and what to copy.
{
  const form = document.getElementById("card");
  const [kind, user, token, theme, dark] = ["kind", "user", "token", "theme", "dark"].map((name) =>
    document.getElementById("card-" + name),
  );
  const results = document.getElementById("card-results");
  const status = document.getElementById("card-status");
  const [source, image] = results.querySelectorAll("source, img");
  const alts = {
    recent: "What %s played last, on Last.fm",
    now: "What %s is playing, on Last.fm",
    top: "What %s plays most, on Last.fm",
    stats: "How much %s has listened to, on Last.fm",
  };
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const quoted = (text) => `"${text.replace(/[&<>"]/g, (sign) => entities[sign])}"`;

  // Markdown ends an address at a bracket.
  const inPath = (text) =>
    encodeURIComponent(text).replace(/[()]/g, (sign) => "%" + sign.charCodeAt(0).toString(16));

  // The address of the card: only what differs from the defaults.
  const shareToken = () => token.value.trim();
  const address = (chosenTheme) => {
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("[name]:enabled")) {
      const value = field === theme ? chosenTheme : field.value.trim();
      if (value !== field.dataset.default && !(field === user && shareToken())) {
        query.append(field.name, value);
      }
    }
    const shared = shareToken() && "/share/" + inPath(shareToken());
    const asked = String(query);
    return `${form.dataset.base}${shared}/card/${kind.value}.svg${asked && "?" + asked}`;
  };

  // A card has the fields that it takes. Those of others are neither shown nor sent.
  const choose = () => {
    for (const field of form.querySelectorAll("[data-cards]")) {
      const taken = field.dataset.cards.split(" ").includes(kind.value);
      field.parentElement.hidden = field.disabled = !taken;
    }
  };

  const put = (name, text) => {
    document.getElementById("card-" + name).textContent = text;
  };

  let shown = "";
  const show = () => {
    // A share link need not name whose it is.
    const name = shareToken() ? "" : user.value.trim();
    results.hidden = !name && !shareToken();
    if (results.hidden) return;
    if (!form.checkValidity()) {
      status.textContent = "Not drawn: a field has a value that it cannot have.";
      for (const each of ["markdown", "html", "url"]) put(each, "");
      shown = "";
      return;
    }
    const alt = alts[kind.value].replace("%s", () => name || "the owner");
    const link = "https://www.last.fm/" + (name && "user/" + inPath(name));
    const url = address(theme.value);
    const darkUrl = address(dark.value || theme.value);
    const differs = darkUrl !== url;
    const picture = [
      "<picture>",
      differs && `  <source media="(prefers-color-scheme: dark)" srcset=${quoted(darkUrl)}>`,
      `  <img alt=${quoted(alt)} src=${quoted(url)}>`,
      "</picture>",
    ];
    const html = `<a href=${quoted(link)}>${picture.filter(Boolean).join("\n")}</a>`;
    // GitHub takes HTML in Markdown. Without a second theme Markdown's own form does.
    const plain = `[![${alt.replace(/[[\]\\<>&_*`~]/g, "\\$&")}](${url})](${link})`;
    put("markdown", differs ? html : plain);
    put("html", html);
    put("url", url);
    if (shown === url + darkUrl) return;
    shown = url + darkUrl;
    source.srcset = darkUrl;
    image.alt = alt;
    image.src = url;
    status.textContent = "Drawing…";
  };

  let waiting;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  };

  image.addEventListener("load", () => (status.textContent = "Drawn. A card that shows an error says what is wrong."));
  image.addEventListener("error", () => (status.textContent = "The card could not be loaded."));
  form.addEventListener("input", () => {
    choose();
    later();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address(theme.value));
  });

  dark.append(new Option("the same", ""), ...[...theme.options].map((it) => new Option(it.value)));
  // GitHub's readers have either, so the form begins with one theme for each.
  theme.value = "light";
  dark.value = "dark";
  for (const field of [kind, token, dark]) field.parentElement.hidden = false;
  choose();
  // The first card is drawn when somebody comes near it.
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    show();
  }).observe(form);
}
