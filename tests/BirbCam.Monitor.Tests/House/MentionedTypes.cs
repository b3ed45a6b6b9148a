using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace BirbCam.Monitor.Tests.House;

/// <summary>Every type that a compiled type mentions: in its shape, its signatures, its attributes and the code of its methods.</summary>
internal static class MentionedTypes
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        IEnumerable<Type?> mentioned =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()),
            .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType),
            .. type.GetFields(All).Select(field => field.FieldType),
            .. type.GetMethods(All).SelectMany(method => OfMethod(method).Append(method.ReturnType)),
            .. type.GetConstructors(All).SelectMany(OfMethod),
        ];
        return [.. mentioned.SelectMany(Parts)];
    }

    private static IEnumerable<Type?> OfMethod(MethodBase method) =>
    [
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [],
        .. method.GetMethodBody()?.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .Select(clause => clause.CatchType) ?? [],
        .. OfCode(method, method.GetMethodBody()?.GetILAsByteArray() ?? []),
    ];

    /// <summary>What the tokens in the code of a method stand for; ECMA-335, III.1.2 has the encoding.</summary>
    private static IEnumerable<Type?> OfCode(MethodBase method, byte[] code)
    {
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            // 0xFE opens the codes of two bytes.
            short value = code[at] == 0xFE ? (short)((code[at] << 8) | code[at + 1]) : code[at];
            OpCode operation = OpCodesByValue[value];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                MemberInfo? member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments);
                foreach (Type? type in OfMember(member))
                    yield return type;
            }

            at += SizeOfOperand(operation.OperandType, code, at);
        }
    }

    private static IEnumerable<Type?> OfMember(MemberInfo? member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodInfo { IsGenericMethod: true } method => [method.DeclaringType, method.ReturnType, .. method.GetGenericArguments()],
        MethodInfo method => [method.DeclaringType, method.ReturnType],
        _ => [member?.DeclaringType],
    };

    private static int SizeOfOperand(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    /// <summary><c>List&lt;Frame[]&gt;</c> mentions List and Frame.</summary>
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return [];
        if (type.HasElementType)
            return Parts(type.GetElementType());
        return type.IsGenericType && !type.IsGenericTypeDefinition
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }
}
