local TEXT = "the policy of a kernel decides which task runs, where it runs and for how long"

return function(count)
    local total = 0
    for turn = 0, count - 1 do
        local words = {}
        for word in TEXT:gmatch("[^ ]+") do
            words[#words + 1] = word
        end
        local line = table.concat(words, "-")
        total = total + line:find("kernel", 1, true) - 1 + #line:gsub("-", "  ")
        local upper = {}
        for _, word in ipairs(words) do
            if word:sub(1, 1) ~= "w" then
                upper[#upper + 1] = word:upper()
            end
        end
        total = total + #upper
        local built = ""
        for number = 0, 19 do
            built = built .. number * turn
        end
        total = total + #built
        total = total + #("%d tasks, %s"):format(turn, words[2])
        total = total + #("%6d %8s|"):format(turn, words[3])
        local vowels = 0
        for character in TEXT:gmatch(".") do
            if ("aeiou"):find(character, 1, true) then
                vowels = vowels + 1
            end
        end
        total = total + vowels
        if words[1] .. words[2] == "thepolicy" and TEXT:sub(5, 10) < "q" then
            total = total + 1
        end
    end
    return total
end
