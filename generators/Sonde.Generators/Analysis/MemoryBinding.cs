using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>That a variable refers to memory of an owner, from a place in the source on; without one, to memory of something else.</summary>
internal sealed record MemoryBinding(ILocalSymbol Variable, ILocalSymbol? Owner, SyntaxNode Place)
{
    /// <summary>Whether the variable refers to something else from <paramref name="other"/> on.</summary>
    public bool IsEndedBy(MemoryBinding other) =>
        SymbolEqualityComparer.Default.Equals(other.Variable, Variable) && other.Place.SpanStart > Place.SpanStart;

    public static IEnumerable<MemoryBinding> FindAll(ImmutableArray<IOperation> blocks)
    {
        foreach (IOperation operation in blocks.SelectMany(block => block.Descendants()))
        {
            (ILocalSymbol? variable, IOperation? value, bool isRef) = operation switch
            {
                IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value, declarator.Symbol.IsRef),
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment => (target.Local, assignment.Value, assignment.IsRef),
                _ => (null, null, false),
            };
            if (variable is not null && value is not null && (isRef || MappedMemory.IsSpan(variable.Type)))
                yield return new MemoryBinding(variable, MappedMemory.OwnerOf(value), operation.Syntax);
        }
    }
}
