#!/usr/bin/python3
"""A GTK window with a web page that may be driven, as the app has one.

The page's "again" link closes the window and opens another one in the same process.
"""

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

PAGE = """<!doctype html>
<html lang="en">
<title>A page</title>
<style>
  .hint { display: none }
  .spot:hover .hint { display: block }
  .faint { color: #ccc; background: #fff }
  #long { height: 200px; overflow: auto }
  #long p { height: 900px }
</style>
<main>
<h1>Window NUMBER</h1>
<label>Name <input id="name"></label>
<button onclick="say('clicked ' + document.getElementById('name').value + ' ' + event.isTrusted)">Greet
</button>
<button aria-label="Close it" onclick="location = 'again:'">x</button>
<p id="said"></p>
<p hidden>never shown</p>
<div class="spot">spot <span class="hint">a hint</span></div>
<div id="long" tabindex="0"><p>long</p></div>
<p class="faint" id="faint" hidden>too faint</p>
</main>
<script>
  const say = (words) => { document.getElementById('said').textContent = words };
  addEventListener('keydown', (event) => {
    window.keys = [...(window.keys ?? []), [event.key, event.ctrlKey, event.shiftKey]];
  });
</script>
"""

context = WebKit2.WebContext.new_ephemeral()
context.set_automation_allowed(True)
shown = []


def show():
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window()
    window.set_default_size(900, 700)
    window.add(view)
    view.connect("decide-policy", decide)
    shown.append((window, view))
    page = PAGE.replace("NUMBER", str(len(shown)))
    view.load_html(page, "http://localhost/")
    window.show_all()
    return view


def decide(view, decision, kind):
    if kind != WebKit2.PolicyDecisionType.NAVIGATION_ACTION:
        return False
    if not decision.get_navigation_action().get_request().get_uri().startswith("again:"):
        return False
    decision.ignore()
    GLib.timeout_add(100, reopen)
    return True


def reopen():
    shown[-1][0].destroy()
    GLib.timeout_add(500, lambda: show() and False)
    return False


def started(_, session):
    info = WebKit2.ApplicationInfo.new()
    info.set_name("page")
    info.set_version(1, 0, 0)
    session.set_application_info(info)
    session.connect("create-web-view", lambda _: shown[-1][1])


context.connect("automation-started", started)
show()
Gtk.main()
