import inspect

from store import problems, schema
from store.submissions import Store


def test_every_public_method_table_and_refusal_is_documented(root):
    page = (root / "docs" / "reference" / "store.md").read_text(encoding="utf-8")
    methods = [name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_") and name != "close"]
    refusals = [
        name
        for name, kind in inspect.getmembers(problems, inspect.isclass)
        if name.endswith("Error") and kind.__module__ == problems.__name__
    ]
    assert len(methods) > 15
    assert [name for name in [*methods, *refusals, *schema.metadata.tables] if f"`{name}" not in page and f"{name}(" not in page] == []
