local Refused = {}
Refused.__index = Refused

local function check(number)
    if number & 1 == 1 then
        error(setmetatable({number = number}, Refused))
    end
    return number
end

local function middle(number)
    return check(number) + 1
end

local function outer(number)
    local succeeded, result = pcall(middle, number)
    number = number + 1
    if not succeeded then
        error(result, 0)
    end
    return result + 1
end

return function(count)
    local total = 0
    local left = 0
    local entries = {[1] = 2}
    local ValueError, KeyError = {}, {}
    for turn = 0, count - 1 do
        local succeeded, result = pcall(error, ValueError)
        if not succeeded and result == ValueError then
            total = total + 1
        end
        succeeded, result = pcall(outer, turn)
        if succeeded then
            total = total + result
        elseif getmetatable(result) == Refused then
            total = total + result.number
        end
        succeeded, result = pcall(function()
            return entries[turn] or error(KeyError)
        end)
        total = total + (succeeded and result or 1)
        succeeded, result = pcall(function()
            return tonumber("x") or error(ValueError)
        end)
        left = left + 1
        total = total + (succeeded and result or 1)
        succeeded, result = pcall(function()
            return turn // 2
        end)
        total = total + (succeeded and result or 0)
    end
    return total + left
end
