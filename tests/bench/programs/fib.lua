local function fib(n)
    if n < 2 then
        return n
    end
    return fib(n - 1) + fib(n - 2)
end

return function(count)
    local total = 0
    for _ = 1, count do
        total = total + fib(15)
    end
    return total
end
