#!/usr/bin/python3
"""A tray item as many programs have one, with a menu that changes."""

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("AyatanaAppIndicator3", "0.1")
from gi.repository import AyatanaAppIndicator3 as Indicator  # noqa: E402
from gi.repository import Gtk  # noqa: E402

item = Indicator.Indicator.new("an-item", "first-icon", Indicator.IndicatorCategory.OTHER)
item.set_status(Indicator.IndicatorStatus.ACTIVE)
item.set_title("An item")
menu = Gtk.Menu()


def add(to, label, act=None):
    line = Gtk.MenuItem(label=label, use_underline=True)
    if act:
        line.connect("activate", act)
    to.append(line)
    return line


def rest(_):
    item.set_icon_full("second-icon", "resting")
    state.set_label("Resting")


state = add(menu, "Working")
state.set_sensitive(False)
menu.append(Gtk.SeparatorMenuItem())
below = Gtk.Menu()
add(menu, "_Rest").set_submenu(below)
add(below, "An _hour", rest)
add(menu, "Quit", lambda _: Gtk.main_quit())
menu.show_all()
item.set_menu(menu)
Gtk.main()
