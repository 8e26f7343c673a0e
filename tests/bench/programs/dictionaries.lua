return function(count)
    local total = 0
    for turn = 0, count - 1 do
        local counts, order = {}, {}
        for number = 0, 99 do
            local key = number * 7 % 31
            local known = counts[key]
            if not known then
                order[#order + 1] = key
            end
            counts[key] = (known or 0) + 1
        end
        local groups, group_count, largest = {}, 0, 0
        for _, key in ipairs(order) do
            local value = counts[key]
            local group = groups[value]
            if not group then
                group = {}
                groups[value] = group
                group_count = group_count + 1
                largest = math.max(largest, value)
            end
            group[#group + 1] = key
        end
        -- Tables as keys compare by identity, so a pair becomes one number.
        local grid = {}
        for row = 0, 7 do
            for column = 0, 7 do
                grid[row * 8 + column] = row * column + turn
            end
        end
        local squares = {}
        for place = 0, 63 do
            local value = grid[place]
            if value & 1 == 1 then
                squares[#squares + 1] = value * value
            end
        end
        table.sort(squares)
        local names = {first = 1, second = 2, third = 3}
        for _, name in ipairs({"first", "second", "third", "fourth"}) do
            if names[name] then
                total = total + names[name]
            end
        end
        total = total + #squares + group_count
        for _, key in ipairs(groups[largest]) do
            total = total + key
        end
        grid[0] = nil
    end
    return total
end
