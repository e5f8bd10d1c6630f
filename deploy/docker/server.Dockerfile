# Rookery's node and its NGINX, from any Node 24 image and any NGINX image.
ARG NODE_IMAGE=node:24
ARG NGINX_IMAGE=nginx:1.28

FROM ${NODE_IMAGE} AS manifests
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY packages/protocol/package.json packages/protocol/
COPY packages/client/package.json packages/client/
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

FROM ${NGINX_IMAGE} AS nginx
COPY --from=build /build/apps/web/dist /usr/share/rookery
COPY deploy/nginx /etc/rookery
COPY deploy/docker/nginx-entrypoint.sh /etc/rookery/entrypoint.sh
RUN mkdir /files && chown 1000:1000 /files && chmod 700 /files
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["/bin/sh", "/etc/rookery/entrypoint.sh"]
