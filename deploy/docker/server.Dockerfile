# Rookery's node (`server`), its NGINX (`nginx`), and a whole server in one container (`embedded`), from any Node 24 image and any NGINX image.
ARG NODE_IMAGE=node:24
ARG NGINX_IMAGE=nginx:1.28

FROM ${NODE_IMAGE} AS manifests
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY packages/protocol/package.json packages/protocol/
COPY packages/client/package.json packages/client/
COPY packages/archive/package.json packages/archive/
COPY packages/markdown/package.json packages/markdown/
COPY packages/testkit/package.json packages/testkit/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY harness/verify/package.json harness/verify/
COPY harness/bench/package.json harness/bench/

# What runs needs neither the tools, nor the web app's libraries, nor a second Node.
FROM manifests AS dependencies
# Optional ones are machine code for this system (sharp's): these run.
RUN npm install --no-save --no-audit --no-fund --loglevel=error --omit=dev --workspace apps/server \
  && rm -rf node_modules/node-linux-* node_modules/node-win-* && mkdir -p apps/server/node_modules

FROM manifests AS build
RUN npm install --no-save --no-audit --no-fund --loglevel=error
COPY tsconfig*.json ./
COPY tools/setup.mjs tools/
COPY packages packages
COPY apps apps
RUN node tools/setup.mjs --build-only

FROM ${NODE_IMAGE} AS server
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 ROOKERY_DATA_DIR=/var/lib/rookery
WORKDIR /rookery
# Volumes that begin empty take whose these are.
RUN mkdir -p /var/lib/rookery && chown 1000:1000 /var/lib/rookery && chmod 700 /var/lib/rookery
COPY --from=build /build/package.json ./
COPY --from=dependencies /build/node_modules node_modules
# Those of which others need another version.
COPY --from=dependencies /build/apps/server/node_modules apps/server/node_modules
COPY --from=build /build/packages/protocol packages/protocol
COPY --from=build /build/apps/server/package.json apps/server/package.json
COPY --from=build /build/apps/server/dist apps/server/dist
COPY --from=build /build/apps/web/dist apps/web/dist
COPY deploy/docker/server-entrypoint.sh /rookery/entrypoint.sh
# A volume that is mounted there begins as this: writable for the user below.
RUN mkdir /files && chown 1000:1000 /files && chmod 700 /files
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["/bin/sh", "/rookery/entrypoint.sh"]

# A server that keeps all by itself: docker run -v data:/data -p 8080:8080 IMAGE
FROM server AS embedded
ENV ROOKERY_DATA_DIR=/data
USER 0
RUN mkdir /data && chown 1000:1000 /data && chmod 700 /data
USER 1000:1000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Not by its address, as nodes of a cluster are named: there is no other, and a container that is made anew gets another address.
ENTRYPOINT ["node", "--enable-source-maps", "apps/server/dist/main.js"]

FROM ${NGINX_IMAGE} AS nginx
COPY --from=build /build/apps/web/dist /usr/share/rookery
COPY deploy/nginx /etc/rookery
COPY deploy/docker/nginx-entrypoint.sh /etc/rookery/entrypoint.sh
RUN mkdir /files && chown 1000:1000 /files && chmod 700 /files
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["/bin/sh", "/etc/rookery/entrypoint.sh"]
