# The bot alone: no shell for its user, nothing written but /data. How to run it: README, Deployment.
FROM python:3.11-slim
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin gpu-advisor \
 && install -d -o 10001 -g 10001 -m 0700 /data
WORKDIR /src
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps .
WORKDIR /data
ENV HOME=/data PYTHONUNBUFFERED=1 GPU_ADVISOR_DATABASE_URL=sqlite:////data/gpu-advisor.db
USER 10001
ENTRYPOINT ["gpu-advisor"]
CMD ["run"]
