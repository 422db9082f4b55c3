-- Load for graft serve, image files in turn: wrk -s bench/serve.lua ADDRESS -- IMAGE...
local requests = {}
local at = 0

function init(names)
  for _, name in ipairs(names) do
    local file = assert(io.open(name, "rb"))
    requests[#requests + 1] = wrk.format("POST", "/v1/predict", nil, file:read("*a"))
    file:close()
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
