# The emulator as an image: docs/container.md.
# BASE is any image with Python 3.11 or later and its venv module.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY src src
# pip leaves with the stage, and out of the environment that is copied.
RUN python3 -m venv /opt/siwakit \
    && /opt/siwakit/bin/python -m pip install --no-cache-dir ".[server,settings]" \
    && /opt/siwakit/bin/python -m pip uninstall --yes pip \
    && /opt/siwakit/bin/python -c "import siwakit.testing"

FROM ${BASE}
# The base image brings its own pip, which nothing here needs.
RUN rm -rf /usr/local/lib/python3*/site-packages/* /usr/local/lib/python3*/ensurepip /usr/local/bin/pip* \
    && useradd --uid 10001 --user-group --create-home --home-dir /var/lib/siwakit --shell /usr/sbin/nologin siwakit \
    && install --directory --owner=10001 --group=10001 --mode=0700 /keys
COPY --from=build /opt/siwakit /opt/siwakit
ENV PATH=/opt/siwakit/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /var/lib/siwakit
# Apple's service and the developer portal.
EXPOSE 9494 9495
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9494/auth/keys', timeout=2)"]
ENTRYPOINT ["siwakit"]
CMD ["emulator", "--host", "0.0.0.0", "--no-page", "--keys", "/keys"]
