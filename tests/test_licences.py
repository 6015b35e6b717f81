"""The list of licences: every pinned package is in it, under what it says of itself."""

import pytest

from analysis.documentation import licences

LOCK = """\
alpha==1.0 \\
    --hash=sha256:00
beta==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:00
gamma==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:00
gamma==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:00
"""


def test_packages_of_some_machines_are_told_apart():
    assert licences.everywhere(LOCK) == (["alpha", "gamma"], ["beta"])


@pytest.mark.parametrize(("package", "licence"), [("flask", "BSD-3-Clause"), ("dash", "MIT License")])
def test_a_licence_is_the_package_s_own_word(package, licence):
    assert licences.of(package) == licence


def test_every_pinned_package_is_listed(project_root):
    text = (project_root / "docs" / "licences.md").read_text(encoding="utf-8")
    always, sometimes = licences.everywhere((project_root / "requirements.lock").read_text(encoding="utf-8"))
    assert len(always) > 150
    assert [name for name in always if f"| {name} |" not in text] == []
    assert [name for name in sometimes if name not in text] == []
