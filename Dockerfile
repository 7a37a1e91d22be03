FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements/deploy.txt requirements/deploy.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/deploy.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --home-dir /app throughline
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY alignment alignment
COPY accounts accounts
COPY jobs jobs
COPY objectives objectives
COPY kpis kpis
COPY stories stories
COPY reports reports
COPY templates templates
COPY static static
# Files to serve are gathered with settings of no installation: no secret enters the image.
RUN THROUGHLINE_MODE=production ALLOWED_HOSTS=build DATABASE_URL=postgres://build REDIS_URL=redis://build \
    SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
    FIELD_KEYS=$(python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())") \
    python manage.py collectstatic --noinput
USER throughline
EXPOSE 8000
CMD ["gunicorn", "alignment.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]
