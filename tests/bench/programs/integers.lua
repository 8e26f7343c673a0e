local function choose(kind, value)
    if kind == 1 and value > 2 then
        return 2
    end
    return value % 5 == kind and 3 or 1
end

local function step(record, value)
    local following = record.link
    following.number = record.number + value
    if following.kind == 0 then
        following.kind = value & 3
    elseif following.kind == 3 then
        following.kind = 0
    else
        following.kind = choose(following.kind, value)
    end
    return following
end

local function mix(values, rows, value)
    local index = value % 47 + 2
    values[index] = value
    values[index + 1] = values[index] * 2
    local row = rows[index % 8]
    row[3] = row[3] + index & 0xFFFF
    for place = index, index + 2 do
        row[place % 8] = index
    end
    return values[index + 1] // 3 + row[3]
end

return function(count)
    local first, second = {number = 1, kind = 0}, {number = 2, kind = 0}
    first.link, second.link = second, first
    local record = first
    local values, rows = {}, {}
    for place = 0, 51 do
        values[place] = 0
    end
    for number = 0, 7 do
        local row = {}
        for place = 0, 7 do
            row[place] = 0
        end
        rows[number] = row
    end
    local total = 0
    for turn = 0, count - 1 do
        record = step(record, turn & 7)
        local result = mix(values, rows, turn)
        local product = result * 7 + turn
        local quotient = product // 3
        while quotient > 5 do
            quotient = quotient >> 2
        end
        total = (total ~ product) + (record.kind ~= 2 and quotient or -quotient)
        total = total & 0xFFFFFFF
        record.number = record.number & 0xFFFF
    end
    return total
end
