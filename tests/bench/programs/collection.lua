local function tree(depth)
    if depth == 0 then
        return {}
    end
    return {left = tree(depth - 1), right = tree(depth - 1)}
end

local function size(node)
    if not node.left then
        return 1
    end
    return 1 + size(node.left) + size(node.right)
end

return function(count)
    local lasting = count > 0 and tree(12)
    local kept = {}
    local total = 0
    for turn = 0, count - 1 do
        kept[turn & 15] = tree(6)
        total = total + size(kept[turn * 5 & 15] or kept[turn & 15])
        local first = {}
        local last = first
        for number = 0, 49 do
            last = {left = last, right = {number}}
        end
        first.left = last
    end
    return total + (lasting and size(lasting) or 0)
end
