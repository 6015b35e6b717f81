# docs/deploy.md says how it is run. Another source of the base image: --build-arg BASE=...; of the packages:
# --build-arg UV_DEFAULT_INDEX=... --build-arg PIP_INDEX_URL=...
ARG BASE=python:3.11.13-slim-bookworm

FROM ${BASE} AS packages
ARG UV_DEFAULT_INDEX
ARG PIP_INDEX_URL
# As the Makefile does: the certificates of the system, where an office's own may stand.
ENV UV_SYSTEM_CERTS=true
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# uv as the lock names it; with it, what pyproject.toml needs at run time, in the versions and with the hashes of the lock.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock >uv.txt \
    && python -m venv /tools \
    && /tools/bin/python -m pip install --no-cache-dir --require-hashes -r uv.txt \
    && /tools/bin/uv venv --python /usr/local/bin/python3 /venv \
    && /tools/bin/uv pip install --python /venv/bin/python --no-cache --compile-bytecode \
        --require-hashes --constraint requirements.lock -r pyproject.toml

FROM ${BASE}
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app/src PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin dashboard
WORKDIR /app
COPY --from=packages /venv /venv
COPY src src
COPY dashboard dashboard
COPY data data
USER 10001
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/health', timeout=4)"]
CMD ["python", "-m", "analysis", "dashboard", "--host", "0.0.0.0", "--port", "8050", "--workers", "2"]
