namespace Sonde.Symbols;

/// <summary>A part of a C++ name; see <see cref="NodeKind"/> for what the fields hold. Node 0 is no node.</summary>
internal readonly record struct Node(NodeKind Kind, byte Detail, int A, int B, int C);
