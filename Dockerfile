# syntax=docker/dockerfile:1
# The API as an image: no secrets, no data, not root. Everything it is told comes from the environment (RAMMEAFTALE_…).
FROM python:3.11-slim AS built
WORKDIR /build
RUN python -m venv /opt/rammeaftale
# What it stands on changes seldom: a layer of its own.
COPY pyproject.toml constraints.txt ./
RUN python - <<'LIST' > requirements.txt && /opt/rammeaftale/bin/pip install --no-cache-dir -c constraints.txt -r requirements.txt
import tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
print("\n".join(project["dependencies"] + project["optional-dependencies"]["postgres"]))
LIST
COPY corpus corpus
COPY ingest ingest
COPY index index
COPY assistant assistant
COPY api api
COPY eval eval
RUN /opt/rammeaftale/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
# The built-in language model computes with OpenMP.
RUN apt-get update && apt-get install --no-install-recommends -y libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin rammeaftale \
 && install -d -o rammeaftale -g rammeaftale /data
COPY --from=built /opt/rammeaftale /opt/rammeaftale
ENV PATH=/opt/rammeaftale/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    RAMMEAFTALE_DATA=/data \
    RAMMEAFTALE_HOST=0.0.0.0 \
    RAMMEAFTALE_PORT=8000
USER 10001
EXPOSE 8000
# Beside PostgreSQL the folder is only scratch, and may go with the container.
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=300s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["rammeaftale", "serve"]
