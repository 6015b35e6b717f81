# Everything here is `python -m analysis …` or a well-known tool underneath; `make help` lists the targets.

# Commands to try: the first that is Python 3.11 or newer makes the environment. `make PYTHON=/path/to/python3` picks one.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python
RUN := .venv/bin/python
READY := .venv/.ready
TABLES := data/processed/datapackage.json
# Tests of one file stay in one process, so that what they share is made once. `make test WORKERS=8` on a larger machine.
WORKERS ?= 2
# Each of them computes on one core: two that each spread over all of them wait for one another.
TEST := OPENBLAS_NUM_THREADS=1 $(RUN) -m pytest -n $(WORKERS) --dist loadfile
# Folders are in the list too, so that a removed file counts as a change.
TABLE_SOURCES := $(shell find data/raw src/analysis/*.py src/analysis/codelists src/analysis/etl \
	src/analysis/models src/analysis/audit -not -path '*/__pycache__*' 2>/dev/null)

# uv brings no Python of its own, and trusts the certificates the machine trusts, as pip does.
export UV_PYTHON_DOWNLOADS = never
export UV_SYSTEM_CERTS = true
# Some machines tell Python to keep no bytecode. Each of the many processes of the tests would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup data check dashboard lab notebooks briefing pictures test test-fast test-all lint lock

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## 准备运行环境 .venv（其他命令会自动执行）

# The repository's own tables are judged as of one fixed day; `python -m analysis build` alone judges as of today.
data: $(READY) ## 由 data/raw 重新生成 data/processed（按 data/raw/judgement.toml 所定的判断之日）
	$(RUN) -m analysis build --as-of $(shell sed -n 's/^judged_on = //p' data/raw/judgement.toml)

check: $(READY) ## 检查 data/raw，列出全部问题
	$(RUN) -m analysis check

dashboard: $(TABLES) $(READY) ## 打开看板：http://127.0.0.1:8050（数据表缺失或过期时先生成）
	$(RUN) -m analysis dashboard

# A browser opens where there is a screen; elsewhere the address that JupyterLab prints is enough. As root (containers)
# JupyterLab starts only when told that this is meant.
lab: $(TABLES) $(READY) ## 用 JupyterLab 打开笔记本，网址印在终端里（没有图形界面时不开浏览器）
	$(RUN) -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks \
		$(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),,--no-browser) \
		$(if $(filter 0,$(shell id -u)),--allow-root) $(if $(PORT),--port=$(PORT))

notebooks: $(TABLES) $(READY) ## 按一个地区运行笔记本，写出副本和报告：make notebooks REGION=210381
	$(RUN) -m analysis notebooks $(if $(REGION),--region $(REGION))

briefing: $(TABLES) $(READY) ## 写出鞍山市、辽宁省的简报（PowerPoint、Word、Excel、网页、图片），在 output/briefings
	for place in 鞍山市 辽宁省; do \
		$(RUN) -m analysis brief $$place --format pptx,docx,xlsx,html,png,svg,pdf --overwrite || exit 1; \
	done

pictures: $(TABLES) $(READY) ## 重拍看板各页的图片，写入 docs/images（用机器上的 Chromium）
	$(RUN) -m docs.pictures

test: $(READY) ## 运行测试（含浏览器测试和笔记本）
	$(TEST) -m "not slow"

test-fast: $(READY) ## 运行一分半钟以内的测试（不含浏览器、Office 文件、生成数据和笔记本）
	$(TEST) -m "not browser and not office and not build and not slow"

test-all: $(READY) ## 运行全部测试，连同只由 .ci/run 运行的慢测试
	$(TEST)

lint: $(READY) ## 检查代码规范和格式
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	.venv/bin/oxlint --deny-warnings dashboard/assets tests/scripts

lock: $(READY) ## 按 pyproject.toml 更新 requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(RUN) -m uv pip compile pyproject.toml --group dev --group setup \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --quiet \
		--output-file requirements.lock

# Touched, so that a build that changes nothing counts as well.
$(TABLES): $(TABLE_SOURCES) | $(READY)
	$(RUN) -m analysis build
	@touch $@

# uv comes from the lock as well (its lines there, with hashes). Two things make this hold on odd machines: the
# machine's own pip fills the environment, because Debian's Python has no ensurepip without a further package; and pip
# steps in where uv cannot download, because mirrors, proxies and certificates are often known to pip only.
$(READY): pyproject.toml requirements.lock
	@set -e; python=; \
	new_enough='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for candidate in $(PYTHON); do \
		if "$$candidate" -c "$$new_enough" 2>/dev/null; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "需要 Python 3.11 或更新版本，但没有找到（试过：$(PYTHON)）。请先安装，或用 make PYTHON=/路径/python3 指定。" >&2; \
		echo "Python 3.11 or newer is needed and none was found. Install it, or name one: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "准备运行环境 .venv（首次需要下载，请稍候）……"; \
	$(RUN) -c "import uv; $$new_enough" 2>/dev/null || "$$python" -m venv --clear --without-pip .venv; \
	pip="$$python -m pip --python $(RUN)"; \
	if ! $$pip --version >/dev/null 2>&1; then $(RUN) -m ensurepip >/dev/null; pip="$(RUN) -m pip"; fi; \
	if ! $(RUN) -c 'import uv' 2>/dev/null; then \
		sed -n '/^uv==/,/[^\\]$$/p' requirements.lock >.venv/uv.txt; \
		$$pip install --quiet --require-hashes -r .venv/uv.txt; \
	fi; \
	mirror="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($$pip config get global.index-url 2>/dev/null || true)}}"; \
	if [ -n "$$mirror" ]; then export UV_DEFAULT_INDEX="$$mirror"; fi; \
	$(RUN) -m uv pip sync --python $(RUN) --require-hashes requirements.lock || { \
		echo "uv 未能安装，改用 pip 重试（较慢）……" >&2; \
		$$pip install --require-hashes -r requirements.lock; \
	}; \
	$(RUN) -m uv pip install --quiet --python $(RUN) --no-deps -e .; \
	touch $@
