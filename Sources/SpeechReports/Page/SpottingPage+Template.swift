/// What does not depend on the recordings: style, controls and script.
extension SpottingPage {
  static let head = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Keywords found</title>
    <style>
    :root { --back: #fbfaf7; --text: #1d1d1b; --faint: #6b6a65; --line: #d8d5cc; --mark: #b3541e;
      --wave: #2f6f73; }
    @media (prefers-color-scheme: dark) {
      :root { --back: #171816; --text: #ecebe5; --faint: #a3a199; --line: #3a3b37; --mark: #f0a05a;
        --wave: #7cc4c6; }
    }
    body { margin: 0; background: var(--back); color: var(--text);
      font: 15px/1.45 system-ui, sans-serif; }
    header { position: sticky; top: 0; z-index: 2; background: var(--back); padding: 12px 20px;
      border-bottom: 1px solid var(--line); }
    h1 { font-size: 18px; margin: 0 0 6px; }
    .controls { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; }
    .controls label { white-space: nowrap; }
    input[type=range] { width: 180px; vertical-align: middle; }
    main { padding: 8px 20px 60px; max-width: 1240px; }
    article { margin: 18px 0; }
    h2 { font-size: 14px; font-weight: 600; margin: 0 0 4px; overflow-wrap: anywhere; }
    h2 span { color: var(--faint); font-weight: 400; }
    .picture { position: relative; border: 1px solid var(--line); cursor: pointer; }
    canvas { display: block; width: 100%; height: 120px; }
    .hit { position: absolute; top: 0; bottom: 0; border: 2px solid var(--mark); border-radius: 3px;
      background: transparent; color: #fff; font: 600 12px system-ui, sans-serif; padding: 0 3px;
      text-align: left; overflow: visible; white-space: nowrap; line-height: 16px;
      display: flex; align-items: flex-start; cursor: pointer; }
    .hit b { background: var(--mark); color: var(--back); padding: 0 4px; border-radius: 2px; }
    .hit:focus-visible { outline: 3px solid var(--text); }
    .cursor { position: absolute; top: 0; bottom: 0; width: 2px; background: var(--text);
      pointer-events: none; display: none; }
    kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; font-size: 12px; }
    .hit.false { border-color: #c2304a; } .hit.false b { background: #c2304a; color: #fff; }
    .hit.missed { border-style: dashed; border-color: #8a63d2; }
    .hit.missed b { background: #8a63d2; color: #fff; }
    .hit.hit-right { border-color: #3f8a35; } .hit.hit-right b { background: #3f8a35; color: #fff; }
    #overview { padding: 8px 20px 0; }
    #overview pre { overflow-x: auto; font-size: 13px; }
    .plots { display: flex; flex-wrap: wrap; gap: 12px; }
    .plots figure { margin: 0; flex: 1 1 420px; max-width: 760px; }
    p.note { color: var(--faint); margin: 4px 0; }
    </style>
    </head>
    <body>
    <header>
    <h1 id="title"></h1>
    <div class="controls">
    <label>score from <input id="threshold" type="range" min="0" max="1" step="0.01">
    <output id="value"></output></label>
    <span id="keywords"></span>
    <span id="kinds"></span>
    <label><input id="empty" type="checkbox"> recordings without any of these</label>
    </div>
    <p class="note"><strong id="count"></strong> · click to hear from there ·
    <kbd>n</kbd> <kbd>p</kbd> next and previous detection · <kbd>space</kbd> play or pause ·
    <kbd>Tab</kbd> reaches everything</p>
    </header>

    """

  static let middle = """
    <main id="list"></main>

    """

  static let script = #"""
    "use strict";
    const data = JSON.parse(document.getElementById("data").textContent);
    const list = document.getElementById("list");
    const threshold = document.getElementById("threshold");
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    document.getElementById("title").textContent = data.title;
    document.title = data.title;
    const soundless = data.recordings.filter(r => r.lacksSound).length;
    const all = data.recordings.flatMap(r => r.detections);
    const names = [...new Set(all.map(d => d.keyword))].sort();
    const chosen = new Set(names);
    const scores = all.filter(d => d.kind !== "missed").map(d => d.score);
    const lowest = scores.reduce((m, s) => Math.min(m, s), 1);
    const highest = scores.reduce((m, s) => Math.max(m, s), 0);
    // Scores that are no probabilities have limits of their own.
    if (lowest < 0 || highest > 1) {
      threshold.min = Math.floor(lowest);
      threshold.max = Math.ceil(highest);
      threshold.step = (threshold.max - threshold.min) / 500;
    }
    threshold.value = Math.floor(100 * lowest) / 100;
    // A box that puts a name among the chosen ones, or takes it away.
    function addBox(place, name, chosen) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox"; box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(name); else chosen.delete(name);
        show();
      });
      label.append(box, " " + name + " ");
      document.getElementById(place).append(label);
    }
    for (const name of names) addBox("keywords", name, chosen);
    const kinds = [...new Set(all.map(d => d.kind))];
    const chosenKinds = new Set(kinds);
    if (kinds.length > 1) for (const kind of kinds) addBox("kinds", kind, chosenKinds);
    const classes = { "found": "", "hit": " hit-right", "false alarm": " false", "missed": " missed" };
    const player = new Audio();
    let playing = null;
    // The stretch of sound that is played; null for the recording's file.
    let sound = null;
    // The mark that was played last.
    let lastHit = null;
    function play(item, time) {
      const wanted = item.data.sounds
        .find(one => time >= one.start && time <= one.start + one.duration) || null;
      if (playing !== item || sound !== wanted) {
        if (playing) playing.cursor.style.display = "none";
        player.src = wanted ? "data:audio/wav;base64," + wanted.data : item.data.url;
        playing = item;
        sound = wanted;
      }
      item.cursor.style.display = "block";
      const place = time - (wanted ? wanted.start : 0);
      const start = () => { player.currentTime = place; player.play().catch(() => {}); };
      if (player.readyState > 0) start();
      else player.addEventListener("loadedmetadata", start, { once: true });
    }
    function follow() {
      if (playing) {
        const time = player.currentTime + (sound ? sound.start : 0);
        const share = 100 * time / playing.data.duration;
        playing.cursor.style.left = share + "%";
      }
      requestAnimationFrame(follow);
    }
    function seconds(value) {
      const whole = Math.floor(value / 60);
      return whole > 0 ? whole + " min " + (value % 60).toFixed(0) + " s" : value.toFixed(1) + " s";
    }
    // Dark to light, as blue, red and yellow.
    function colour(value) {
      return [Math.min(255, value * 1.5), Math.max(0, 1.6 * value - 150),
        value < 100 ? 40 + value : Math.max(0, 240 - value)];
    }
    function draw(item) {
      if (item.drawn) return;
      item.drawn = true;
      const bands = item.data.bands;
      const image = bytes(item.data.spectrogram);
      const loud = bytes(item.data.loudness);
      const columns = Math.max(1, image.length / bands);
      const small = document.createElement("canvas");
      small.width = columns; small.height = bands;
      const context = small.getContext("2d");
      const pixels = context.createImageData(columns, bands);
      for (let x = 0; x < columns; x++) {
        for (let y = 0; y < bands; y++) {
          const [r, g, b] = colour(image[x * bands + bands - 1 - y]);
          pixels.data.set([r, g, b, 255], 4 * (y * columns + x));
        }
      }
      context.putImageData(pixels, 0, 0);
      const target = item.canvas.getContext("2d");
      target.drawImage(small, 0, 0, item.canvas.width, 160);
      target.fillStyle = getComputedStyle(document.body).getPropertyValue("--wave");
      for (let x = 0; x < item.canvas.width; x++) {
        const value = loud[Math.floor(x * loud.length / item.canvas.width)] / 255 || 0;
        target.fillRect(x, 200 - 38 * value, 1, 76 * value + 1);
      }
    }
    const seen = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) draw(entry.target.item);
    }, { rootMargin: "400px" });
    const items = data.recordings.map(recording => {
      const article = document.createElement("article");
      const heading = document.createElement("h2");
      heading.append(recording.path + " ");
      const length = document.createElement("span");
      const played = "played from its file" + (recording.channel ? " with all channels" : "");
      length.textContent = (recording.channel ? "channel " + recording.channel + " · " : "")
        + seconds(recording.duration) + (!recording.url ? ""
        : !recording.sounds.length ? " · no sound in this page, " + played
        : recording.lacksSound ? " · sound in this page around some marks, else " + played
        : " · sound in this page around the marks, else " + played);
      heading.append(length);
      const picture = document.createElement("div");
      picture.className = "picture";
      const canvas = document.createElement("canvas");
      canvas.width = 1200; canvas.height = 240;
      const cursor = document.createElement("div");
      cursor.className = "cursor";
      picture.append(canvas, cursor);
      const item = { data: recording, article, canvas, cursor, hits: [] };
      picture.addEventListener("click", event => {
        const box = picture.getBoundingClientRect();
        play(item, recording.duration * (event.clientX - box.left) / box.width);
      });
      for (const one of recording.detections) {
        const hit = document.createElement("button");
        hit.className = "hit" + classes[one.kind];
        hit.style.left = 100 * one.start / recording.duration + "%";
        hit.style.width = 100 * (one.end - one.start) / recording.duration + "%";
        const name = document.createElement("b");
        name.textContent = one.keyword + " " +
          (one.kind === "missed" ? "missed" : one.score.toFixed(2));
        // Near the right edge it stands to the left, or it would widen the page.
        if (one.start + one.end > 1.5 * recording.duration) hit.style.justifyContent = "flex-end";
        hit.append(name);
        hit.title = one.start.toFixed(2) + " to " + one.end.toFixed(2) + " s";
        hit.addEventListener("click", event => {
          event.stopPropagation();
          lastHit = hit;
          play(item, Math.max(0, one.start - 0.3));
        });
        picture.append(hit);
        item.hits.push({ one, hit });
      }
      article.append(heading, picture);
      picture.item = item;
      seen.observe(picture);
      list.append(article);
      return item;
    });
    function show() {
      const least = Number(threshold.value);
      document.getElementById("value").textContent = least.toFixed(2);
      const withEmpty = document.getElementById("empty").checked;
      let count = 0, recordings = 0;
      for (const item of items) {
        let own = 0;
        for (const { one, hit } of item.hits) {
          const isShown = (one.score >= least || one.kind === "missed") &&
            chosen.has(one.keyword) && chosenKinds.has(one.kind);
          hit.hidden = !isShown;
          hit.style.display = isShown ? "" : "none";
          if (isShown) own++;
        }
        count += own;
        if (own) recordings++;
        item.article.hidden = !own && !withEmpty;
      }
      document.getElementById("count").textContent = count +
        (kinds.includes("missed") ? " marks in " : " detections in ") + recordings +
        " of " + (items.length + data.unshown + data.empty + data.right) + " recordings" +
        (data.right ? "; " + data.right + " without a miss or a false alarm" : "") +
        (data.empty ? "; " + data.empty + " searched, nothing found" : "") +
        (data.unshown ? "; " + data.unshown + " not shown" : "") +
        (soundless ? "; " + soundless + " without all of their sound in this page" : "");
    }
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "n" || event.key === "p") {
        const hits = [...document.querySelectorAll("article:not([hidden]) .hit:not([hidden])")];
        if (!hits.length) return;
        const place = hits.indexOf(document.activeElement);
        const step = event.key === "n" ? 1 : -1;
        const next = place < 0 ? (step > 0 ? 0 : hits.length - 1)
          : (place + step + hits.length) % hits.length;
        hits[next].focus();
        hits[next].scrollIntoView({ block: "center" });
        hits[next].click();
      } else if (event.key === " " && isForPlayer(event.target)) {
        event.preventDefault();
        if (playing) { if (player.paused) player.play(); else player.pause(); }
      }
    });
    // Whether space plays or pauses: on the mark that was played last, too, but elsewhere it does what it does there.
    function isForPlayer(target) {
      return target === lastHit || !["INPUT", "BUTTON"].includes(target.tagName);
    }
    // Some browsers press a button when the key goes up.
    document.addEventListener("keyup", event => {
      if (event.key === " " && event.target === lastHit) event.preventDefault();
    });
    threshold.addEventListener("input", show);
    document.getElementById("empty").addEventListener("change", show);
    show();
    follow();

    """#
}
