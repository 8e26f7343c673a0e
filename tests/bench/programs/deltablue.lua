-- Strengths, the strongest first.
local REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 0, 2, 3, 4, 6
-- Which of its two variables a constraint sets.
local NONE, FORWARD, BACKWARD = 0, 1, 2
local LENGTH = 30

local function new_variable(value)
    return {value = value, constraints = {}, determined_by = nil, mark = 0, walk_strength = WEAKEST, stay = true}
end

local function remove(list, item)
    for index, other in ipairs(list) do
        if other == item then
            table.remove(list, index)
            return
        end
    end
end

local function subclass(base)
    local class = setmetatable({}, {__index = base})
    class.__index = class
    return class
end

-- What is common: entering, satisfying and leaving the graph.
local Constraint = subclass(nil)

function Constraint:add(planner)
    self:add_to_graph()
    planner:incremental_add(self)
end

function Constraint:destroy(planner)
    if self:is_satisfied() then
        planner:incremental_remove(self)
    end
    self:remove_from_graph()
end

function Constraint:is_input()
    return false
end

-- Enforces this if it can be; the constraint that is overridden by that, or nil.
function Constraint:satisfy(mark, planner)
    self:choose_method(mark)
    if not self:is_satisfied() then
        assert(self.strength ~= REQUIRED, "a required constraint can't be satisfied")
        return nil
    end
    self:mark_inputs(mark)
    local output = self:output()
    local overridden = output.determined_by
    if overridden then
        overridden:mark_unsatisfied()
    end
    output.determined_by = self
    assert(planner:add_propagate(self, mark), "a cycle of constraints")
    output.mark = mark
    return overridden
end

local UnaryConstraint = subclass(Constraint)

local function new_unary(class, variable, strength, planner)
    local constraint = setmetatable({strength = strength, variable = variable, satisfied = false}, class)
    constraint:add(planner)
    return constraint
end

function UnaryConstraint:add_to_graph()
    local constraints = self.variable.constraints
    constraints[#constraints + 1] = self
    self.satisfied = false
end

function UnaryConstraint:remove_from_graph()
    remove(self.variable.constraints, self)
    self.satisfied = false
end

function UnaryConstraint:choose_method(mark)
    self.satisfied = self.variable.mark ~= mark and self.strength < self.variable.walk_strength
end

function UnaryConstraint:is_satisfied()
    return self.satisfied
end

function UnaryConstraint:mark_inputs()
end

function UnaryConstraint:inputs_known()
    return true
end

function UnaryConstraint:output()
    return self.variable
end

function UnaryConstraint:mark_unsatisfied()
    self.satisfied = false
end

function UnaryConstraint:recalculate()
    self.variable.walk_strength = self.strength
    self.variable.stay = not self:is_input()
    if self.variable.stay then
        self:execute()
    end
end

function UnaryConstraint:execute()
end

-- The variable keeps its value.
local StayConstraint = subclass(UnaryConstraint)

-- The variable is set from outside.
local EditConstraint = subclass(UnaryConstraint)

function EditConstraint:is_input()
    return true
end

local BinaryConstraint = subclass(Constraint)

local function new_binary(class, first, second, strength, planner, scale, offset)
    local constraint = setmetatable({
        strength = strength, first = first, second = second, direction = NONE, scale = scale, offset = offset,
    }, class)
    constraint:add(planner)
    return constraint
end

function BinaryConstraint:add_to_graph()
    local first, second = self.first.constraints, self.second.constraints
    first[#first + 1] = self
    second[#second + 1] = self
    self.direction = NONE
end

function BinaryConstraint:remove_from_graph()
    remove(self.first.constraints, self)
    remove(self.second.constraints, self)
    self.direction = NONE
end

function BinaryConstraint:choose_method(mark)
    local first, second = self.first, self.second
    if first.mark == mark then
        local able = second.mark ~= mark and self.strength < second.walk_strength
        self.direction = able and FORWARD or NONE
    elseif second.mark == mark then
        self.direction = self.strength < first.walk_strength and BACKWARD or NONE
    elseif first.walk_strength > second.walk_strength then
        self.direction = self.strength < first.walk_strength and BACKWARD or NONE
    else
        self.direction = self.strength < second.walk_strength and FORWARD or NONE
    end
end

function BinaryConstraint:is_satisfied()
    return self.direction ~= NONE
end

function BinaryConstraint:mark_inputs(mark)
    self:input().mark = mark
end

function BinaryConstraint:inputs_known(mark)
    local source = self:input()
    return source.mark == mark or source.stay or not source.determined_by
end

function BinaryConstraint:input()
    return self.direction == FORWARD and self.first or self.second
end

function BinaryConstraint:output()
    return self.direction == FORWARD and self.second or self.first
end

function BinaryConstraint:mark_unsatisfied()
    self.direction = NONE
end

function BinaryConstraint:recalculate()
    local source, target = self:input(), self:output()
    target.walk_strength = math.max(self.strength, source.walk_strength)
    target.stay = source.stay
    if target.stay then
        self:execute()
    end
end

local EqualConstraint = subclass(BinaryConstraint)

function EqualConstraint:execute()
    self:output().value = self:input().value
end

-- second = first * scale + offset
local ScaleConstraint = subclass(BinaryConstraint)

function ScaleConstraint:add_to_graph()
    BinaryConstraint.add_to_graph(self)
    local scale, offset = self.scale.constraints, self.offset.constraints
    scale[#scale + 1] = self
    offset[#offset + 1] = self
end

function ScaleConstraint:remove_from_graph()
    BinaryConstraint.remove_from_graph(self)
    remove(self.scale.constraints, self)
    remove(self.offset.constraints, self)
end

function ScaleConstraint:mark_inputs(mark)
    BinaryConstraint.mark_inputs(self, mark)
    self.scale.mark = mark
    self.offset.mark = mark
end

function ScaleConstraint:execute()
    if self.direction == FORWARD then
        self.second.value = self.first.value * self.scale.value + self.offset.value
    else
        self.first.value = (self.second.value - self.offset.value) // self.scale.value
    end
end

function ScaleConstraint:recalculate()
    local source, target = self:input(), self:output()
    target.walk_strength = math.max(self.strength, source.walk_strength)
    target.stay = source.stay and self.scale.stay and self.offset.stay
    if target.stay then
        self:execute()
    end
end

local Planner = subclass(nil)

local function new_planner()
    return setmetatable({mark = 0}, Planner)
end

function Planner:new_mark()
    self.mark = self.mark + 1
    return self.mark
end

function Planner:incremental_add(constraint)
    local mark = self:new_mark()
    local overridden = constraint:satisfy(mark, self)
    while overridden do
        overridden = overridden:satisfy(mark, self)
    end
end

function Planner:incremental_remove(constraint)
    local output = constraint:output()
    constraint:mark_unsatisfied()
    constraint:remove_from_graph()
    local unsatisfied = self:remove_propagate_from(output)
    for strength = REQUIRED, WEAKEST do
        for _, other in ipairs(unsatisfied) do
            if other.strength == strength then
                self:incremental_add(other)
            end
        end
    end
    constraint:add_to_graph()
end

function Planner:add_propagate(constraint, mark)
    local waiting = {constraint}
    while #waiting > 0 do
        local following = table.remove(waiting)
        if following:output().mark == mark then
            self:incremental_remove(constraint)
            return false
        end
        following:recalculate()
        self:add_consumers(following:output(), waiting)
    end
    return true
end

function Planner:add_consumers(variable, found)
    local determining = variable.determined_by
    for _, constraint in ipairs(variable.constraints) do
        if constraint ~= determining and constraint:is_satisfied() then
            found[#found + 1] = constraint
        end
    end
end

function Planner:remove_propagate_from(output)
    output.determined_by = nil
    output.walk_strength = WEAKEST
    output.stay = true
    local unsatisfied = {}
    local waiting = {output}
    while #waiting > 0 do
        local variable = table.remove(waiting)
        for _, constraint in ipairs(variable.constraints) do
            if not constraint:is_satisfied() then
                unsatisfied[#unsatisfied + 1] = constraint
            end
        end
        local determining = variable.determined_by
        for _, constraint in ipairs(variable.constraints) do
            if constraint ~= determining and constraint:is_satisfied() then
                constraint:recalculate()
                waiting[#waiting + 1] = constraint:output()
            end
        end
    end
    return unsatisfied
end

-- The constraints to execute, in order, when the sources have changed.
function Planner:extract_plan(sources)
    local mark = self:new_mark()
    local plan = {}
    local waiting = {}
    for _, constraint in ipairs(sources) do
        if constraint:is_input() and constraint:is_satisfied() then
            waiting[#waiting + 1] = constraint
        end
    end
    while #waiting > 0 do
        local constraint = table.remove(waiting)
        local output = constraint:output()
        if output.mark ~= mark and constraint:inputs_known(mark) then
            plan[#plan + 1] = constraint
            output.mark = mark
            self:add_consumers(output, waiting)
        end
    end
    return plan
end

local function change(planner, variable, value)
    local edit = new_unary(EditConstraint, variable, PREFERRED, planner)
    local plan = planner:extract_plan({edit})
    for _ = 1, 10 do
        variable.value = value
        for _, constraint in ipairs(plan) do
            constraint:execute()
        end
    end
    edit:destroy(planner)
end

local function check(found, wanted)
    if found ~= wanted then
        error(("%d instead of %d"):format(found, wanted))
    end
end

local function chain()
    local planner = new_planner()
    local variables = {}
    for number = 0, LENGTH do
        variables[number] = new_variable(0)
    end
    for number = 0, LENGTH - 1 do
        new_binary(EqualConstraint, variables[number], variables[number + 1], REQUIRED, planner)
    end
    new_unary(StayConstraint, variables[LENGTH], STRONG_DEFAULT, planner)
    local edit = new_unary(EditConstraint, variables[0], PREFERRED, planner)
    local plan = planner:extract_plan({edit})
    for value = 0, 19 do
        variables[0].value = value
        for _, constraint in ipairs(plan) do
            constraint:execute()
        end
        check(variables[LENGTH].value, value)
    end
    edit:destroy(planner)
    return variables[LENGTH].value
end

local function projection()
    local planner = new_planner()
    local scale, offset = new_variable(10), new_variable(1000)
    local pairs = {}
    for number = 0, LENGTH - 1 do
        local source, target = new_variable(number), new_variable(number)
        pairs[number + 1] = {source = source, target = target}
        new_unary(StayConstraint, source, NORMAL, planner)
        new_binary(ScaleConstraint, source, target, REQUIRED, planner, scale, offset)
    end
    local last = pairs[LENGTH]
    change(planner, last.source, 17)
    check(last.target.value, 1170)
    change(planner, last.target, 1050)
    check(last.source.value, 5)
    change(planner, scale, 5)
    for number = 1, LENGTH - 1 do
        check(pairs[number].target.value, pairs[number].source.value * 5 + 1000)
    end
    change(planner, offset, 2000)
    for number = 1, LENGTH - 1 do
        check(pairs[number].target.value, pairs[number].source.value * 5 + 2000)
    end
    return pairs[LENGTH - 1].target.value
end

return function(count)
    local total = 0
    for _ = 1, count do
        total = total + chain() + projection()
    end
    return total
end
