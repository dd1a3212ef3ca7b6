using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Analysis;

/// <summary>Finds out which map an expression is: one of a described object, or one that is created on the spot.</summary>
internal sealed class MapSource(DescribedPrograms programs, ImmutableArray<IOperation> blocks)
{
    public MapFacts? Find(IOperation map)
    {
        IOperation value = Resolve(map);
        if (value is not IInvocationOperation { TargetMethod: { } method } call || !SondeTypes.IsInLibrary(method.ContainingType))
            return null;
        return (method.ContainingType.Name, method.Name) switch
        {
            ("BpfObject", "GetMap") when call.Arguments.FirstOrDefault() is { Value.ConstantValue: { HasValue: true, Value: string name } } => Declared(call.Instance, name),
            ("BpfMap", "Create") when call.Arguments.FirstOrDefault() is { Value: { } options } => Created(Resolve(options)),
            _ => null,
        };
    }

    public static MapFacts? Created(IOperation options) => options switch
    {
        IInvocationOperation { TargetMethod: { Name: "Of", ContainingType.Name: "BpfMapOptions" } } call => OfTypes(call),
        IObjectCreationOperation { Type.Name: "BpfMapOptions" } creation => OfInitializer(creation),
        _ => null,
    };

    private IOperation Resolve(IOperation expression)
    {
        IOperation value = expression.Unwrapped();
        return value is ILocalReferenceOperation { Local: { } local } && blocks.OnlyValue(local) is { } only ? only : value;
    }

    private MapFacts? Declared(IOperation? bpfObject, string name)
    {
        // A definition that is changed before loading is no longer the declared one.
        if (bpfObject is null || IsRedefined())
            return null;
        if (Resolve(bpfObject) is not IPropertyReferenceOperation { Property: { Name: "Object", ContainingType: { } skeleton } })
            return null;
        if (programs.Find(skeleton)?.Maps.FirstOrDefault(map => map.Name == name) is not { } map)
            return null;
        return new MapFacts($"map '{name}'", map.MapType, map.KeySize, map.ValueSize, RingRecord.Room(map.MapType, map.MaxEntries));
    }

    private bool IsRedefined() => blocks
        .SelectMany(block => block.Descendants())
        .OfType<IAssignmentOperation>()
        .Any(assignment => assignment.Target is IPropertyReferenceOperation { Property: { Name: "KeySize" or "ValueSize" or "MaxEntries", ContainingType.Name: "BpfMap" } });

    private static MapFacts OfTypes(IInvocationOperation call)
    {
        var type = (int?)Argument("type");
        // As BpfMapOptions.Of has it: the key of an array is its index.
        long? key = type is MapTypes.Array or MapTypes.PerCpuArray ? sizeof(uint) : 0;
        long? value = null;
        for (int i = 0; i < call.TargetMethod.TypeArguments.Length; i++)
        {
            long? size = ValueLayout.Of(call.TargetMethod.TypeArguments[i])?.Size;
            if (call.TargetMethod.TypeParameters[i].Name == "TKey")
                key = size;
            else
                value = size;
        }

        return new MapFacts("the map", type, key, value, Argument("maxEntries"));

        long? Argument(string name) =>
            Constants.Number(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value);
    }

    private static MapFacts OfInitializer(IObjectCreationOperation creation)
    {
        return new MapFacts("the map", (int?)Number("Type", null), Number("KeySize", 0), Number("ValueSize", 0), Number("MaxEntries", 0));

        long? Number(string property, long? otherwise)
        {
            ISimpleAssignmentOperation? given = creation.Initializer?.Initializers
                .OfType<ISimpleAssignmentOperation>()
                .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: { } name } && name == property);
            return given is null ? otherwise : Constants.Number(given.Value);
        }
    }
}
