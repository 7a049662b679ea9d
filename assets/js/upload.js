/* How far a file is on its way, and what can be said of it before it is sent. Without this script the form sends itself and works alike. */
(function () {
  "use strict";
  var form = document.getElementById("send");
  if (!form || !window.XMLHttpRequest || !window.FormData) { return; }
  var chosen = document.getElementById("file");
  var button = form.querySelector("button[type=submit]");
  var way = document.getElementById("way");
  var bar = document.getElementById("bar");
  var said = document.getElementById("said");
  var wrong = document.getElementById("wrong");
  var most = Number(form.getAttribute("data-most"));
  var kinds = form.getAttribute("data-kinds").split(" ");
  var told = -1;
  var sending = false;

  function say(text) { said.textContent = text; }

  function megabytes(bytes) { return (Math.ceil(bytes / 1e5) / 10).toFixed(1) + " MB"; }

  function free() { sending = false; button.removeAttribute("aria-disabled"); }

  function refuse(title, sentences) {
    way.hidden = true;
    free();
    say("");
    wrong.textContent = "";
    if (!sentences.length) { return; }
    var heading = document.createElement("h2");
    heading.textContent = title;
    var list = document.createElement("ul");
    sentences.forEach(function (sentence) {
      var item = document.createElement("li");
      item.textContent = sentence;
      list.appendChild(item);
    });
    var box = document.createElement("div");
    box.className = "notice";
    box.appendChild(heading);
    box.appendChild(list);
    wrong.appendChild(box);
    chosen.setAttribute("aria-invalid", "true");
  }

  /* what the server would say too */
  function faults(file) {
    var name = file.name.toLowerCase();
    var known = kinds.some(function (kind) { return name.slice(-kind.length) === kind; });
    if (!known) { return [form.getAttribute("data-other-kind").replace("{name}", file.name)]; }
    if (file.size > most) { return [form.getAttribute("data-too-large").replace("{size}", megabytes(file.size))]; }
    return [];
  }

  function look() {
    chosen.removeAttribute("aria-invalid");
    refuse(form.getAttribute("data-refused"), chosen.files.length ? faults(chosen.files[0]) : []);
    if (chosen.files.length && !wrong.textContent) {
      say(chosen.files[0].name + ", " + megabytes(chosen.files[0].size) + ". It can be sent.");
    }
  }

  function progress(event) {
    if (!event.lengthComputable) { return; }
    var share = Math.round(100 * event.loaded / event.total);
    bar.value = share;
    if (share >= 100) { bar.removeAttribute("value"); say("The file has arrived. It is being read."); return; }
    /* a screen reader is told each quarter, not each step */
    if (Math.floor(share / 25) !== told) { told = Math.floor(share / 25); say("Sending: " + share + " %."); }
  }

  function answered() {
    var answer = null;
    try { answer = JSON.parse(this.responseText); } catch (unread) { answer = null; }
    if (answer && answer.to) { say("The file has been read."); window.location.assign(answer.to); return; }
    if (answer && answer.sentences) { refuse(answer.title, answer.sentences); return; }
    /* a refusal of the server's own comes as one line of text */
    var line = (this.getResponseHeader("Content-Type") || "").indexOf("text/plain") === 0 ? this.responseText.trim() : "";
    refuse(form.getAttribute("data-refused"), [line || form.getAttribute("data-lost")]);
  }

  function send(event) {
    if (!chosen.files.length) { return; }
    event.preventDefault();
    if (sending) { return; }
    look();
    if (wrong.textContent) { chosen.focus(); return; }
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", progress);
    request.addEventListener("load", answered);
    request.addEventListener("error", answered);
    request.addEventListener("abort", answered);
    told = -1;
    bar.value = 0;
    way.hidden = false;
    sending = true;
    button.setAttribute("aria-disabled", "true");
    say("Sending.");
    request.send(new FormData(form));
  }

  chosen.addEventListener("change", look);
  form.addEventListener("submit", send);
  /* a browser that comes back by its back button shows the page as it was left */
  window.addEventListener("pageshow", function () { free(); way.hidden = true; });
})();
