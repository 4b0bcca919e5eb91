#!/bin/sh
# Fill an empty database with the demo district, say where it is, serve it.
# Use: tools/demo.sh path/to/portal port
set -eu
portal=$1 port=$2
export PORTAL_MODE=demo PORTAL_BASE_URL="http://127.0.0.1:$port"

"$portal" migrate
"$portal" demo --if-empty
cat <<SAID

  Willowford is at   $PORTAL_BASE_URL
  Sign in as         rosa@demo.test    a resident
                     vera@demo.test    checks actions     /desk/riverside-neighbours/claims
                     olive@demo.test   runs the programmes
                     chen@demo.test    a charity          theo, sol, grace, ada, op: @demo.test too
  Password           riverside-demo
  Stop               Ctrl-C

SAID
exec "$portal" serve --port "$port"
