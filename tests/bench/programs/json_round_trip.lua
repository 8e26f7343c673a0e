-- nil can't lie in a table, so null is a value of its own; arrays know that they are.
local null = setmetatable({}, {__name = "null"})
local Array = {}

local function array(items)
    return setmetatable(items, Array)
end

local ESCAPES = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t"}
local UNESCAPES = {
    ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
}

local function escape(character)
    return ESCAPES[character] or ("\\u%04x"):format(character:byte())
end

local function write_string(text)
    return '"' .. text:gsub('[%c"\\]', escape) .. '"'
end

local function write(value, parts)
    local kind = type(value)
    if kind == "string" then
        parts[#parts + 1] = write_string(value)
    elseif value == null then
        parts[#parts + 1] = "null"
    elseif kind == "boolean" or kind == "number" then
        parts[#parts + 1] = tostring(value)
    elseif getmetatable(value) == Array then
        parts[#parts + 1] = "["
        for index, item in ipairs(value) do
            if index > 1 then
                parts[#parts + 1] = ", "
            end
            write(item, parts)
        end
        parts[#parts + 1] = "]"
    elseif kind == "table" then
        parts[#parts + 1] = "{"
        local first = true
        for key, item in pairs(value) do
            if not first then
                parts[#parts + 1] = ", "
            end
            first = false
            parts[#parts + 1] = write_string(key)
            parts[#parts + 1] = ": "
            write(item, parts)
        end
        parts[#parts + 1] = "}"
    else
        error("not for JSON")
    end
end

local function dumps(value)
    local parts = {}
    write(value, parts)
    return table.concat(parts)
end

local read

local function fail(wanted, place)
    error("expected " .. wanted .. " at " .. place)
end

local function skip_spaces(text, place)
    return text:find("[^ \t\r\n]", place)
end

local function read_string(text, place)
    local start = place + 1
    local stop = start
    while true do
        stop = text:find('["\\]', stop)
        if text:sub(stop, stop) == '"' then
            break
        end
        stop = stop + 2
    end
    local found = text:sub(start, stop - 1)
    if found:find("\\", 1, true) then
        found = found:gsub("\\(.)(%x?%x?%x?%x?)", function(kind, digits)
            if kind == "u" then
                return utf8.char(tonumber(digits, 16))
            end
            return UNESCAPES[kind] .. digits
        end)
    end
    return found, stop + 1
end

local function read_array(text, place)
    local items = array({})
    place = skip_spaces(text, place + 1)
    if text:sub(place, place) == "]" then
        return items, place + 1
    end
    while true do
        items[#items + 1], place = read(text, place)
        place = skip_spaces(text, place)
        local character = text:sub(place, place)
        if character == "]" then
            return items, place + 1
        elseif character ~= "," then
            fail("]", place)
        end
        place = place + 1
    end
end

local function read_object(text, place)
    local members = {}
    place = skip_spaces(text, place + 1)
    if text:sub(place, place) == "}" then
        return members, place + 1
    end
    while true do
        place = skip_spaces(text, place)
        if text:sub(place, place) ~= '"' then
            fail("a key", place)
        end
        local key
        key, place = read_string(text, place)
        place = skip_spaces(text, place)
        if text:sub(place, place) ~= ":" then
            fail(":", place)
        end
        members[key], place = read(text, place + 1)
        place = skip_spaces(text, place)
        local character = text:sub(place, place)
        if character == "}" then
            return members, place + 1
        elseif character ~= "," then
            fail("}", place)
        end
        place = place + 1
    end
end

function read(text, place)
    place = skip_spaces(text, place)
    local character = text:sub(place, place)
    if character == '"' then
        return read_string(text, place)
    elseif character == "{" then
        return read_object(text, place)
    elseif character == "[" then
        return read_array(text, place)
    elseif character:find("[-0-9]") then
        local _, stop = text:find("^-?%d+", place)
        return math.tointeger(text:sub(place, stop)), stop + 1
    elseif text:find("^true", place) then
        return true, place + 4
    elseif text:find("^false", place) then
        return false, place + 5
    elseif text:find("^null", place) then
        return null, place + 4
    end
    fail("a value", place)
end

local function loads(text)
    return (read(text, 1))
end

local tasks = array({})
for number = 0, 7 do
    tasks[number + 1] = {
        number = number,
        name = ("task %d"):format(number),
        state = ({"ready", "running", "blocked"})[number % 3 + 1],
        affinity = number % 4 ~= 0 and null or array({0, 1, 2}),
        rights = {send = true, receive = number % 2 == 0},
        time = -number * 12345678,
    }
end
local DOCUMENT = {
    tasks = tasks,
    title = 'a "quoted" line\nand a tab\t, a bell \a and a back\\slash',
    empty = array({array({}), {}}),
}

return function(count)
    local total = 0
    local value = DOCUMENT
    for _ = 1, count do
        local text = dumps(value)
        value = loads(text)
        total = total + #text
    end
    return total
end
