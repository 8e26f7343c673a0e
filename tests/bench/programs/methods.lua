local Shape = {}
Shape.__index = Shape

function Shape:move()
    self.moves = self.moves + 1
    return self
end

function Shape:grow(amount)
    self.side = self.side + amount
    return self:area()
end

function Shape:double()
    return self.side * 2
end

local Square = setmetatable({}, Shape)
Square.__index = Square

function Square.new(side)
    return setmetatable({side = side, moves = 0}, Square)
end

function Square:area()
    return self.side * self.side
end

local Strip = setmetatable({}, Shape)
Strip.__index = Strip

function Strip.new(side, height)
    return setmetatable({side = side, moves = 0, height = height}, Strip)
end

function Strip:area()
    return self.side * self.height
end

return function(count)
    local shapes = {Square.new(1), Strip.new(1, 3), Square.new(2), Strip.new(4, 1)}
    local total = 0
    for _ = 1, count do
        for _, shape in ipairs(shapes) do
            total = total + shape:move():area()
            total = total + shape:grow(1) - shape:double()
            shape.side = shape.side - 1
        end
        local first = shapes[1]
        local function area()
            return first:area()
        end
        total = total + area() + Strip.new(2, 3):area()
    end
    return total
end
