"""Trees written out as HTML: one escaper, no style attributes, no links to elsewhere than the web."""

from __future__ import annotations

import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from charts.svg import element
from pages.frame.html import Place, drawing
from pages.frame.render import UnrenderableError, rendered


@pytest.mark.parametrize(
    ("tree", "written"),
    [
        (html.P("a < b & c"), "<p>a &lt; b &amp; c</p>"),
        (html.P(["one ", html.B("two"), None, 3]), "<p>one <b>two</b>3</p>"),
        (html.A("x", href="/a?b=1&c=2", className="k"), '<a class="k" href="/a?b=1&amp;c=2">x</a>'),
        (html.Label("x", htmlFor="y"), '<label for="y">x</label>'),
        (html.Td("x", colSpan="4"), '<td colspan="4">x</td>'),
        (html.Details("x", open=True), "<details open>x</details>"),
        (html.Details("x", open=False), "<details>x</details>"),
        (html.Br(), "<br>"),
        (html.Nav("x", **{"aria-label": 'a "b"'}), '<nav aria-label="a &quot;b&quot;">x</nav>'),
        (drawing(element("input", type="date", name="as_of")), '<input type="date" name="as_of"/>'),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_a_tree_is_written_as_html(tree, written):
    assert rendered(tree) == written


@pytest.mark.parametrize(
    "tree",
    [
        html.P("x", style={"color": "red"}),
        html.A("x", href="javascript:alert(1)"),
        dcc.Graph(figure={}),
        Place([html.P("x")], "somewhere"),
    ],
)
def test_what_has_no_safe_static_form_is_refused(tree):
    with pytest.raises(UnrenderableError):
        rendered(tree)


@given(st.text())
def test_no_text_opens_a_tag(text):
    assert rendered(html.P(text)).count("<") == 2


@given(st.text())
def test_no_attribute_ends_early(text):
    assert rendered(html.P("x", title=text)).count('"') == 2


def test_what_is_written_is_what_dash_itself_says_of_a_component_in_the_same_order():
    attributes = {"title": "t", "id": "i", "className": "c", "tabIndex": "0", "role": "group", "aria-label": "l", "hidden": True}
    node = html.Div(["x"], **attributes)
    said = [name for name in node.to_plotly_json()["props"] if name != "children"]
    written = rendered(node)
    places = [written.index(_as_written(name)) for name in said]
    assert len(places) == len(attributes)
    assert places == sorted(places)


def _as_written(name: str) -> str:
    return {"className": " class=", "tabIndex": " tabindex=", "hidden": " hidden"}.get(name, f" {name}=")
