local yield = coroutine.yield

local function numbers(limit)
    return coroutine.wrap(function()
        local number = 0
        while number < limit do
            yield(number)
            number = number + 1
        end
    end)
end

local function odd(source)
    return coroutine.wrap(function()
        for number in source do
            if number & 1 == 1 then
                yield(number)
            end
        end
    end)
end

local function doubled(limit)
    return coroutine.wrap(function()
        for number = 0, limit - 1 do
            yield(number * 2)
        end
    end)
end

local function chain(first, second)
    return coroutine.wrap(function()
        for number in first do
            yield(number)
        end
        for number in second do
            yield(number)
        end
    end)
end

local function running_sum()
    return coroutine.wrap(function()
        local total = 0
        while true do
            total = total + yield(total)
        end
    end)
end

return function(count)
    local total = 0
    for _ = 1, count do
        for number in odd(numbers(50)) do
            total = total + number
        end
        for number in doubled(30) do
            total = total + number
        end
        for number in chain(numbers(10), numbers(10)) do
            total = total + number
        end
        local adder = running_sum()
        adder()
        for number = 0, 19 do
            total = total + adder(number)
        end
    end
    return total
end
