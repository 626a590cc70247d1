FROM --platform=$BUILDPLATFORM runtime AS tools

FROM runtime
COPY --from=tools /etc/platform /etc/built-on
CMD ["/agent"]
