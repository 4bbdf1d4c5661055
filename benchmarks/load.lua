-- One request after the other, from a file; at the end one line of JSON: requests a second and milliseconds.
-- In a body, @number@ is the request's own number, and @day@ a day of its own, long before any source.
local requests, at

function init(args)
  requests = dofile(args[1])
  at = tonumber(args[2])
end

local function day()
  return string.format("%04d-%02d-%02d", 1000 + math.floor(at / 336), math.floor(at / 28) % 12 + 1, at % 28 + 1)
end

function request()
  local found = requests[at % #requests + 1]
  at = at + 1
  if found[2] == "" then return wrk.format("GET", found[1], found[3]) end
  local body = found[2]
  if found.own == nil then found.own = body:find("@day@", 1, true) or body:find("@number@", 1, true) or false end
  if found.own then body = body:gsub("@number@", at):gsub("@day@", day) end
  return wrk.format("POST", found[1], found[3], body)
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format('{"rate": %f, "p50": %f, "p99": %f, "failed": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
