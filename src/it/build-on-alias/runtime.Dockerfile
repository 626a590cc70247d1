FROM scratch
COPY passwd /etc/
USER service
ONBUILD LABEL family=yes
